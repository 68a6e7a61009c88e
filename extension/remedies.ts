import { commands, settingsQuery } from '../shared/ids';
import type { UserMessage } from '../shared/protocol';

export type Remedy = NonNullable<UserMessage['remedy']>;

/** Which command a remedy runs, and what its button says. */
export const remedies: Record<Remedy, { label: string; command: string; args: string[] }> = {
  chooseModel: { label: 'Choose Model…', command: commands.chooseModel, args: [] },
  openSettings: { label: 'Open Settings', command: 'workbench.action.openSettings', args: [settingsQuery] },
  showLog: { label: 'Show Log', command: commands.showLog, args: [] },
  restartServer: { label: 'Restart Server', command: commands.restartServer, args: [] },
  newChat: { label: 'New Chat', command: commands.newChat, args: [] },
};

/** Whether a value names one of Cria's remedies. */
export function isRemedy(value: unknown): value is Remedy {
  return typeof value === 'string' && Object.hasOwn(remedies, value);
}
