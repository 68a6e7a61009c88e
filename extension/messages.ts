import type { UserMessage } from '../shared/protocol';
import { isRemedy } from './remedies';

/** What the extension itself has to say; the server's own messages come with its answers. */
export const messages = {
  serverRestarts: (exit: string): UserMessage => ({
    text: `Cria's server stopped unexpectedly (${exit}) and is being restarted.`,
    nextStep: 'Go on working; the log says more.',
    remedy: 'showLog',
  }),
  serverStaysDown: (crashes: number, minutes: number): UserMessage => ({
    text: `Cria's server stopped ${crashes} times in ${minutes} minutes and is not restarted by itself any more.`,
    nextStep: 'Read the log, then restart the server or choose another model.',
    remedy: 'restartServer',
  }),
  modelKillsServer: (model: string): UserMessage => ({
    text: `Cria's server died while it loaded ${model}, so that file is not loaded again by itself.`,
    nextStep: 'Choose another model, or restart the server if you stopped it yourself.',
    remedy: 'chooseModel',
  }),
  serverDoesNotStart: (): UserMessage => ({
    text: "Cria's server refused its command line: the extension is not whole.",
    nextStep: 'Install the extension again.',
    remedy: 'showLog',
  }),
  turnedOff: (): UserMessage => ({
    text: 'Cria is turned off.',
    nextStep: 'Turn it on from its item in the status bar.',
  }),
  answerCutByCrash: (): UserMessage => ({
    text: "Cria's server stopped in the middle of this answer.",
    nextStep: 'What had come is kept; choose Retry to ask again.',
  }),
  answerCutByReload: (): UserMessage => ({
    text: 'The window was closed or reloaded in the middle of this answer.',
    nextStep: 'What had come is kept; choose Retry to ask again.',
  }),
  answerFailed: (reason: string): UserMessage => ({
    text: `The question could not be answered: ${reason}`,
    nextStep: 'Read the log, then choose Retry.',
    remedy: 'showLog',
  }),
  noEditor: (): UserMessage => ({
    text: 'There is no code to explain, because no editor is open.',
    nextStep: 'Open a file, select some code, and ask again.',
  }),
  emptyFile: (name: string): UserMessage => ({
    text: `There is nothing to explain in ${name}, because it is empty.`,
    nextStep: 'Write or paste some code, select it, and ask again.',
  }),
  noFunctionHere: (): UserMessage => ({
    text: 'Nothing is selected, and the cursor is not inside a function or class.',
    nextStep: 'Select the code that you want explained, or put the cursor in a function.',
  }),
  attachmentGone: (path: string): UserMessage => ({
    text: `${path} cannot be opened any more.`,
    nextStep: 'It may have been moved, deleted or closed; the conversation keeps the text that was sent.',
  }),
  notAModel: (path: string): UserMessage => ({
    text: `${path} cannot be read.`,
    nextStep: 'Choose a GGUF file on the machine that Cria runs on.',
    remedy: 'chooseModel',
  }),
  settingNotWritten: (reason: string): UserMessage => ({
    text: `The setting could not be written: ${reason}`,
    nextStep: 'Correct settings.json, then try again.',
    remedy: 'openSettings',
  }),
  cacheCleared: (files: number, size: string): UserMessage => ({
    text:
      files === 0
        ? 'The prompt cache was empty on disk; what was in memory is forgotten.'
        : `The prompt cache is empty: ${files} ${files === 1 ? 'file' : 'files'} with ${size} ${files === 1 ? 'was' : 'were'} deleted.`,
    nextStep: 'The next suggestion in each file takes a little longer.',
  }),
  cacheNotCleared: (reason: string): UserMessage => ({
    text: `The prompt cache could not be cleared: ${reason}`,
    nextStep: 'Restart the server, then try again.',
    remedy: 'restartServer',
  }),
  resetStatistics: (): UserMessage => ({
    text: 'Delete all statistics of suggestions?',
    nextStep: 'They are on this machine only, and cannot be brought back.',
  }),
  statisticsNotStored: (reason: string): UserMessage => ({
    text: `The statistics could not be changed: ${reason}`,
    nextStep: 'Read the log, then try again.',
    remedy: 'showLog',
  }),
};

/** Both sentences as one line. */
export function sentence({ text, nextStep }: UserMessage): string {
  return `${text} ${nextStep}`;
}

/** Whether the `data` of an error answer is a message for the user. */
export function isUserMessage(value: unknown): value is UserMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { text, nextStep, remedy } = value as Record<string, unknown>;
  return typeof text === 'string' && typeof nextStep === 'string' && (remedy === undefined || isRemedy(remedy));
}
