/** Writes one line to the log that the client shows. */
export type Log = (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;
