import { z } from 'zod';

/**
 * Every setting of Cria, once. package.json's configuration and README's table are generated from it
 * (`npm run manifest`), and the server checks what a client sends against it.
 * `scope` is VS Code's configuration scope; where it is absent the setting belongs to the window.
 */
const leaf = {
  onOff: (byDefault: boolean, text: string) => z.boolean().default(byDefault).describe(text),
  whole: (byDefault: number, minimum: number, maximum: number, text: string) =>
    z.int().min(minimum).max(maximum).default(byDefault).describe(text),
  real: (byDefault: number, minimum: number, maximum: number, text: string) =>
    z.number().min(minimum).max(maximum).default(byDefault).describe(text),
  text: (byDefault: string, text: string) => z.string().default(byDefault).describe(text),
  list: (byDefault: string[], text: string) => z.array(z.string()).default(byDefault).describe(text),
};

/** A whole number, or `auto`: the machine decides. */
const autoOr = (minimum: number, maximum: number, text: string) =>
  z
    .union([z.literal('auto'), z.int().min(minimum).max(maximum)])
    .default('auto')
    .describe(text);

export const settingsSchema = z.object({
  enabled: leaf.onOff(true, 'Turn Cria on. When it is off the model is unloaded and its memory is free.'),
  model: z.object({
    path: leaf
      .text(
        '',
        'Path of a GGUF file, for example Code Llama 7B. Empty: the file that `CRIA_MODEL` names, else the default model.',
      )
      .meta({ scope: 'machine-overridable' }),
    load: z
      .enum(['onStart', 'onDemand'])
      .default('onStart')
      .describe('Load the model when the editor starts, or when it is first needed.'),
  }),
  engine: z.object({
    device: z
      .enum(['auto', 'cuda', 'vulkan', 'metal', 'cpu'])
      .default('auto')
      .describe('Where the model runs. `auto` takes the best that this machine has.')
      .meta({ scope: 'machine-overridable' }),
    gpuLayers: autoOr(0, 1000, 'Layers of the model that run on the GPU; `auto` takes as many as fit.').meta({
      scope: 'machine-overridable',
    }),
    contextSize: leaf
      .whole(4096, 512, 131072, 'Tokens that the model sees at once. More needs more memory.')
      .meta({ scope: 'machine-overridable' }),
    threads: autoOr(1, 256, 'CPU threads; `auto` takes the physical cores less one.').meta({
      scope: 'machine-overridable',
    }),
    flashAttention: leaf
      .onOff(true, 'Use flash attention where the device has it: faster and smaller.')
      .meta({ scope: 'machine-overridable' }),
    kvCacheType: z
      .enum(['f16', 'q8_0'])
      .default('f16')
      .describe('Number format of the KV cache. `q8_0` halves its memory and needs flash attention.')
      .meta({ scope: 'machine-overridable' }),
  }),
  completion: z.object({
    enabled: leaf.onOff(true, 'Show inline completions.').meta({ scope: 'language-overridable' }),
    automatic: leaf
      .onOff(true, 'Suggest while typing. Off: only when asked, with Alt+\\ (Option+\\ on macOS).')
      .meta({ scope: 'language-overridable' }),
    debounce: leaf.whole(
      120,
      0,
      5000,
      'Milliseconds without a key press before a suggestion is computed, at most; less where your typing and the model allow it. 0 never waits.',
    ),
    maxTokens: leaf.whole(96, 1, 2048, 'Longest suggestion, in tokens.'),
    timeBudget: leaf.whole(
      1000,
      100,
      60000,
      'Milliseconds in which the first line of a suggestion should stand there. From it and the speed of this machine follows whether one line, a block or more is suggested.',
    ),
    showing: z
      .enum(['eager', 'balanced', 'quiet'])
      .default('balanced')
      .describe('Show every suggestion, those that are likely right, or only those that are almost certainly right.'),
    repositoryContext: leaf.onOff(
      true,
      'Let suggestions see related code from files that are open or were edited lately. Ignored and secret files are never read.',
    ),
    disabledLanguages: leaf.list([], 'Language identifiers without suggestions, for example `markdown`.'),
    exclude: leaf.list(
      ['**/.env', '**/.env.*', '**/*.pem', '**/*.key', '**/id_rsa*', '**/id_ed25519*'],
      'Globs of files without suggestions.',
    ),
    maxFileSize: leaf.whole(1024, 1, 102400, 'Kilobytes; larger files get no suggestions.'),
    untrustedWorkspaces: leaf
      .onOff(false, 'Suggest in workspaces that you have not trusted, too.')
      .meta({ scope: 'machine' }),
  }),
  promptCache: z.object({
    memory: leaf
      .whole(512, 0, 1048576, 'Megabytes of memory for evaluated prompts that the device has no room for.')
      .meta({ scope: 'machine-overridable' }),
    disk: leaf
      .onOff(
        true,
        'Keep evaluated prompts on disk, so that files and chats are warm after a restart. They are made of your code; nothing of excluded files or untrusted workspaces is kept.',
      )
      .meta({ scope: 'machine-overridable' }),
    diskSize: leaf
      .whole(1024, 16, 1048576, 'Megabytes of disk for evaluated prompts.')
      .meta({ scope: 'machine-overridable' }),
  }),
  power: z.object({
    saver: z
      .enum(['off', 'onBattery', 'on'])
      .default('off')
      .describe('Suggest only when asked: never, while the machine runs on battery, or always.'),
    pauseUnfocused: leaf.whole(
      120,
      0,
      86400,
      'Seconds without focus after which the window computes nothing; 0 never pauses.',
    ),
  }),
  statistics: leaf.onOff(
    true,
    'Count suggestions on this machine, for the page Cria: Show Statistics. Nothing is sent.',
  ),
  chat: z.object({
    systemPrompt: leaf.text(
      'You are Cria, a coding assistant. Answer briefly and precisely. Put code in fenced blocks with its language.',
      'Instruction that every conversation begins with.',
    ),
    temperature: leaf.real(0.6, 0, 2, 'Randomness of answers; 0 always takes the likeliest token.'),
    topP: leaf.real(0.9, 0, 1, 'Take tokens from the likeliest that together have this probability.'),
    topK: leaf.whole(0, 0, 1000, 'Take tokens from this many of the likeliest; 0 does not limit them.'),
    repeatPenalty: leaf.real(1.05, 1, 2, 'Penalty on tokens that were written lately; 1 is none.'),
    maxTokens: leaf.whole(1024, 1, 16384, 'Longest answer, in tokens.'),
    seed: autoOr(0, 4294967295, 'Seed of the random numbers: the same seed and conversation give the same answer.'),
  }),
  trace: z.object({
    server: z
      .enum(['off', 'messages', 'verbose'])
      .default('off')
      .describe('Log what the editor and the language server say to each other.'),
  }),
});

/** The settings in force, all defaults filled in. */
export type Settings = z.infer<typeof settingsSchema>;

/** One setting by its full name without the `cria.` prefix. */
export interface SettingLeaf {
  name: string;
  schema: z.ZodType;
}

/** All settings with their dotted names, in the order in which people should read them. */
export function settingLeaves(): SettingLeaf[] {
  const leaves: SettingLeaf[] = [];
  const walk = (shape: Record<string, z.ZodType>, prefix: string) => {
    for (const [key, schema] of Object.entries(shape)) {
      if (schema instanceof z.ZodObject) walk(schema.shape, `${prefix}${key}.`);
      else leaves.push({ name: prefix + key, schema });
    }
  };
  walk(settingsSchema.shape, '');
  return leaves;
}

/** What was wrong with a setting that a client sent; the default is used instead. */
export interface SettingProblem {
  name: string;
  message: string;
}

/**
 * Reads what a client sent for the section `cria`: nested objects, as `workspace/configuration` gives them.
 * Never throws; each unknown or ill-typed setting becomes a problem and its default stands in.
 */
export function readSettings(sent: unknown): { settings: Settings; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  const take = (schema: z.ZodType, value: unknown, name: string): unknown => {
    if (schema instanceof z.ZodObject) {
      const shape = schema.shape as Record<string, z.ZodType>;
      if (value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value))) {
        problems.push({ name, message: `must be an object of settings, not ${JSON.stringify(value)}` });
      }
      const given =
        typeof value === 'object' && !Array.isArray(value) ? ((value ?? {}) as Record<string, unknown>) : {};
      const prefix = name === '' ? '' : `${name}.`;
      for (const key of Object.keys(given)) {
        if (!Object.hasOwn(shape, key)) problems.push({ name: prefix + key, message: 'is not a setting of Cria' });
      }
      return Object.fromEntries(
        Object.entries(shape).map(([key, part]) => [
          key,
          take(part, Object.hasOwn(given, key) ? given[key] : undefined, prefix + key),
        ]),
      );
    }
    const parsed = schema.safeParse(value ?? undefined);
    if (parsed.success) return parsed.data;
    problems.push({ name, message: `${parsed.error.issues[0]?.message ?? 'is not valid'}; the default is used` });
    return schema.parse(undefined);
  };
  return { settings: take(settingsSchema, sent, '') as Settings, problems };
}

/** The settings of someone who has set none. */
export function defaultSettings(): Settings {
  return readSettings({}).settings;
}
