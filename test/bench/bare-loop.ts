import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Tokens and milliseconds of one run. */
export interface Run {
  promptTokens: number;
  promptMs: number;
  decodedTokens: number;
  decodeMs: number;
}

export interface BareOptions {
  modelPath: string;
  threads: number;
  contextSize: number;
}

/**
 * The baseline: node-llama-cpp's own loop, with nothing of Cria around it and the same threads, context and attention.
 * Each call evaluates the text anew and decodes greedily.
 */
export async function bareLoop({ modelPath, threads, contextSize }: BareOptions) {
  const { getLlama } = await import('node-llama-cpp');
  const llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, logger: () => undefined });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ threads, contextSize, batchSize: 512, flashAttention: true });
  const sequence = context.getSequence();
  return {
    count: (text: string): number => model.tokenize(text).length,
    run: (text: string, promptTokens: number, decodeTokens: number): Promise<Run> =>
      measure(sequence, model.tokenize(text).slice(0, promptTokens), decodeTokens),
    /** Prompt tokens a second when the text is evaluated in chunks of so many tokens. */
    chunked: async (text: string, promptTokens: number, size: number): Promise<number> => {
      const prompt = model.tokenize(text).slice(0, promptTokens);
      await sequence.clearHistory();
      const started = performance.now();
      for (let at = 0; at < prompt.length; at += size) {
        await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(at, at + size));
      }
      return (prompt.length / (performance.now() - started)) * 1000;
    },
    dispose: () => llama.dispose(),
  };
}

async function measure(sequence: LlamaContextSequence, prompt: Token[], decodeTokens: number): Promise<Run> {
  await sequence.clearHistory();
  const started = performance.now();
  const tokens = sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true });
  await tokens.next();
  const evaluated = performance.now();
  for (let count = 1; count < decodeTokens; count++) await tokens.next();
  const ended = performance.now();
  await tokens.return();
  return {
    promptTokens: prompt.length,
    promptMs: evaluated - started,
    decodedTokens: decodeTokens - 1,
    decodeMs: ended - evaluated,
  };
}
