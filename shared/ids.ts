/** Identifiers that package.json and the code must agree on; a test compares them. */
export const commands = {
  explainSelection: 'cria.explainSelection',
  openChat: 'cria.chat.open',
  newChat: 'cria.chat.new',
  stopChat: 'cria.chat.stop',
  toggle: 'cria.toggle',
  menu: 'cria.menu',
  chooseModel: 'cria.chooseModel',
  showLog: 'cria.showLog',
  restartServer: 'cria.restartServer',
  whyNoSuggestion: 'cria.whyNoSuggestion',
  showStatistics: 'cria.showStatistics',
  clearPromptCache: 'cria.clearPromptCache',
} as const;

/** Commands that keys run and the palette does not show. */
export const keyCommands = {
  /** Escape was pressed while a suggestion was shown, of Cria's or of another extension. */
  suggestionDismissed: 'cria.suggestionDismissed',
} as const;

export const views = { container: 'cria', chat: 'cria.chat' } as const;

/** What VS Code's settings editor is asked for to show Cria's settings: publisher and name of package.json. */
export const settingsQuery = '@ext:cria.cria';

/** Section of settings.json. */
export const section = 'cria';

/** Environment variable with the path of a GGUF file, used where the setting is empty. */
export const modelVariable = 'CRIA_MODEL';

/** Environment variable with the folder of downloaded models and tools; default: the user's cache folder. */
export const cacheVariable = 'CRIA_CACHE';
