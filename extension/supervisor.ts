import type { ServerStatus, UserMessage } from '../shared/protocol';
import { messages } from './messages';
import { afterCrash, exitText, type Exit } from './restart';

/** One process of the server, from its start to its end. */
export interface Run<Client> {
  /** Resolves when the server answers; rejects when it ended before. */
  ready: Promise<Client>;
  /** Ends the process; it is gone when this resolves. `exited` is called then too. */
  stop(): Promise<void>;
}

export interface RunEvents {
  status(status: ServerStatus): void;
  /** Called once, when the process is gone. */
  exited(exit: Exit): void;
}

export interface SupervisorTools<Client> {
  launch(events: RunEvents): Run<Client>;
  /** Whether the user has Cria turned on. */
  wanted(): boolean;
  onStatus(status: ServerStatus): void;
  /** Shows a message that needs no answer. */
  tell(message: UserMessage): void;
  log(level: 'info' | 'warn' | 'error', text: string): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** Why a request cannot be sent; the message is for the user. */
export class ServerUnavailable extends Error {
  override readonly name = 'ServerUnavailable';
  readonly userMessage: UserMessage;

  constructor(userMessage: UserMessage) {
    super(userMessage.text);
    this.userMessage = userMessage;
  }
}

type Phase<Client> =
  | { name: 'stopped' }
  | { name: 'running'; run: Run<Client>; loading: string | null }
  | { name: 'waiting'; timer: NodeJS.Timeout; restarted: Promise<Client>; go(client: Promise<Client>): void }
  | { name: 'down'; why: UserMessage };

/**
 * Keeps one server running: starts it, restarts it with backoff when it dies, and stays down when that is no use.
 * It knows neither VS Code nor the protocol; `launch` does.
 */
export class Supervisor<Client> {
  readonly #tools: SupervisorTools<Client>;
  #phase: Phase<Client> = { name: 'stopped' };
  #crashes: number[] = [];
  #status: ServerStatus;

  constructor(tools: SupervisorTools<Client>) {
    this.#tools = tools;
    this.#status = { state: tools.wanted() ? 'unloaded' : 'off', busy: null };
  }

  get status(): ServerStatus {
    return this.#status;
  }

  /** The client of the server that runs or is being started, as soon as it answers; null where there is none. */
  get running(): Promise<Client> | null {
    return this.#phase.name === 'running' ? this.#phase.run.ready : null;
  }

  /**
   * Acts on changed settings. A server that runs follows them by itself: it unloads its model when Cria is turned off.
   * @param modelChanged Whether another model, or other ways to load it, were set: a server that stays down is tried again.
   */
  settingsChanged(modelChanged: boolean): void {
    const { name } = this.#phase;
    if (name === 'running') return;
    if (!this.#tools.wanted()) void this.stop();
    else if (name === 'stopped' || (name === 'down' && modelChanged)) void this.start();
  }

  /**
   * The server's client, as soon as it answers: waits for a start or restart that is under way.
   * @throws ServerUnavailable when Cria is off or the server stays down.
   */
  client(): Promise<Client> {
    switch (this.#phase.name) {
      case 'running':
        return this.#phase.run.ready;
      case 'waiting':
        return this.#phase.restarted;
      case 'down':
        return Promise.reject(new ServerUnavailable(this.#phase.why));
      case 'stopped':
        return this.#tools.wanted() ? this.start() : Promise.reject(new ServerUnavailable(messages.turnedOff()));
    }
  }

  /** Starts the server where it does not run; earlier crashes are forgotten. */
  start(): Promise<Client> {
    if (this.#phase.name === 'running') return this.#phase.run.ready;
    this.#crashes = [];
    return this.#launch();
  }

  /** Ends the server where it runs, forgets its crashes and starts it; it need not answer yet when this resolves. */
  async restart(): Promise<void> {
    if (this.#phase.name === 'running') await this.stop();
    void this.start();
  }

  /** Ends the server, or the wait for its restart. */
  async stop(): Promise<void> {
    const phase = this.#phase;
    this.#phase = { name: 'stopped' };
    if (phase.name === 'waiting') {
      clearTimeout(phase.timer);
      phase.go(Promise.reject(new ServerUnavailable(messages.turnedOff())));
    }
    if (phase.name === 'running') await phase.run.stop();
    this.#show({ state: this.#tools.wanted() ? 'unloaded' : 'off', busy: null });
  }

  #launch(): Promise<Client> {
    const waited = this.#phase;
    if (waited.name === 'waiting') clearTimeout(waited.timer);
    const isCurrent = () => this.#phase.name === 'running' && this.#phase.run === run;
    const run = this.#tools.launch({
      status: (status) => {
        if (this.#phase.name !== 'running' || this.#phase.run !== run) return;
        this.#phase.loading = status.state === 'loading' ? (status.modelName ?? 'the model') : null;
        this.#show(status);
      },
      exited: (exit) => {
        if (isCurrent()) this.#crashed(exit);
      },
    });
    // Whoever asked for the client hears of a failure; without anyone it must not be an unhandled rejection.
    run.ready.catch((error: unknown) => {
      this.#tools.log('error', `The server did not start: ${String(error)}`);
    });
    this.#phase = { name: 'running', run, loading: null };
    this.#showLoading();
    if (waited.name === 'waiting') waited.go(run.ready);
    return run.ready;
  }

  #crashed(exit: Exit): void {
    const at = this.#tools.now();
    const loading = this.#phase.name === 'running' ? this.#phase.loading : null;
    this.#tools.log('error', `The server's process ended: ${exitText(exit)}.`);
    if (!this.#tools.wanted()) {
      this.#phase = { name: 'stopped' };
      this.#show({ state: 'off', busy: null });
      return;
    }
    const decision = afterCrash({ at, exit, loading }, this.#crashes);
    this.#crashes.push(at);
    if (decision.action === 'stayDown') {
      this.#phase = { name: 'down', why: decision.why };
      this.#show({ state: 'error', busy: null, error: decision.why });
      return;
    }
    this.#tools.log('info', `The server is restarted in ${decision.afterMs / 1000} s.`);
    let go: (client: Promise<Client>) => void = () => undefined;
    const restarted = new Promise<Client>((resolve) => (go = resolve));
    // Nobody has to wait for the restart; who does hears of a failure from the promise itself.
    restarted.catch(() => undefined);
    const timer = setTimeout(() => void this.#launch(), decision.afterMs);
    this.#phase = { name: 'waiting', timer, restarted, go };
    this.#showLoading();
    if (decision.tell) this.#tools.tell(decision.tell);
  }

  /** A server is on its way; it will most likely load the model that the last one had. */
  #showLoading(): void {
    const { modelName } = this.#status;
    this.#show({ state: 'loading', busy: null, ...(modelName === undefined ? {} : { modelName }) });
  }

  #show(status: ServerStatus): void {
    this.#status = status;
    this.#tools.onStatus(status);
  }
}
