import {
  DidChangeConfigurationNotification,
  MessageType,
  ShowMessageNotification,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver';
import { readSettings, type Settings } from '../shared/settings';

/**
 * The settings in force, from `initializationOptions` first and from the client's configuration once it can be asked.
 * What is wrong with a setting is said once, however often it is sent.
 */
export class SettingsSource {
  readonly #connection: Connection;
  readonly #canPull: boolean;
  readonly #canRegister: boolean;
  readonly #told = new Set<string>();
  readonly #initial: unknown;
  #settings: Settings;

  constructor(connection: Connection, params: InitializeParams) {
    this.#connection = connection;
    this.#canPull = params.capabilities.workspace?.configuration === true;
    this.#canRegister = params.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    const options = params.initializationOptions as { settings?: unknown } | null | undefined;
    this.#initial = options?.settings;
    this.#settings = readSettings(this.#initial).settings;
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Reads the settings after `initialized`, then calls `onChange` with them and at each change. */
  async follow(onChange: (settings: Settings) => Promise<void>): Promise<void> {
    const take = async (pushed: unknown) => {
      this.#settings = this.#read(await this.#pull(pushed));
      await onChange(this.#settings);
    };
    this.#connection.onDidChangeConfiguration((change) => take((change.settings as { cria?: unknown } | null)?.cria));
    if (this.#canRegister) {
      await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'cria' });
    }
    await take(undefined);
  }

  /** What the client says now: asked where it can be asked, pushed where it pushes, as at the start otherwise. */
  async #pull(pushed: unknown): Promise<unknown> {
    const asked: unknown = this.#canPull ? await this.#connection.workspace.getConfiguration('cria') : pushed;
    return asked ?? this.#initial;
  }

  #read(sent: unknown): Settings {
    const { settings, problems } = readSettings(sent);
    for (const { name, message } of problems) {
      const text = `The setting cria.${name} ${message}.`;
      if (this.#told.has(text)) continue;
      this.#told.add(text);
      this.#connection.console.warn(text);
      // `window.showWarningMessage` would send a request, which a client need not know.
      void this.#connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: `${text} Correct it in the settings.`,
      });
    }
    return settings;
  }
}
