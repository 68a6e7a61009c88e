import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { ServerStatus } from '../shared/protocol';

/** Shows a loading model as work-done progress, for clients that do not show Cria's own status. */
export class LoadingProgress {
  readonly #connection: Connection;
  readonly #log: (message: string) => void;
  #reporter: Promise<WorkDoneProgressServerReporter | null> | undefined;

  constructor(connection: Connection, log: (message: string) => void) {
    this.#connection = connection;
    this.#log = log;
  }

  show(status: ServerStatus): void {
    if (status.state !== 'loading') {
      void this.#reporter?.then((reporter) => reporter?.done());
      this.#reporter = undefined;
      return;
    }
    const percent = Math.round((status.progress ?? 0) * 100);
    if (this.#reporter) void this.#reporter.then((reporter) => reporter?.report(percent));
    else this.#reporter = this.#begin(percent, `loading ${status.modelName ?? 'the model'}`);
  }

  async #begin(percent: number, message: string): Promise<WorkDoneProgressServerReporter | null> {
    try {
      const reporter = await this.#connection.window.createWorkDoneProgress();
      reporter.begin('Cria', percent, message, false);
      return reporter;
    } catch (error) {
      // A client may refuse the token; the model loads all the same.
      this.#log(`no work-done progress: ${String(error)}`);
      return null;
    }
  }
}
