import type { CompletionTrace, ModelReport, RunFigures } from '../../shared/protocol';
import { StepError } from '../setup/step';
import { LspClient, ServerDied } from '../../test/support/lsp-client';

export interface ProofOptions {
  /** Path of the bundled server. */
  server: string;
  /** Path of the model's file. */
  model: string;
}

/** A function that is cut off after its first line of documentation. */
const unfinished = `def fibonacci(n):
    """Returns the n-th Fibonacci number."""
`;

/** A function with a hole; the cursor is where ║ stands. */
const holed = `def mean(numbers):
    """Returns the arithmetic mean of a list of numbers."""
    total = ║
    return total / len(numbers)
`;

const question = 'What does this function do?\n\n```python\ndef add(a, b):\n    return a + b\n```';

/**
 * Proves that the server runs: prints the model, one completion, one infill and one chat answer with their figures.
 * @throws StepError when one of them does not come.
 */
export async function prove({ server, model }: ProofOptions): Promise<void> {
  // The same seed gives the same answer on the same machine, so that two proofs can be compared.
  const settings = { model: { path: model }, chat: { seed: 1, maxTokens: 256 } };
  const client = await LspClient.start({ server, settings });
  try {
    printModel(await client.model());
    await proveCompletion(client, 'Completion', 'completion.py', `${unfinished}    ║`);
    await proveCompletion(client, 'Infill', 'infill.py', holed);
    const { text, result } = await client.chat([{ role: 'user', text: question }]);
    if (text.trim() === '')
      throw new StepError('The chat answered nothing.', 'Try the default model; else report this.');
    print('Chat', question, text, result.figures);
  } catch (error) {
    throw withRemedy(error);
  } finally {
    await client.stop();
  }
}

async function proveCompletion(client: LspClient, heading: string, name: string, marked: string): Promise<void> {
  const [before = '', after = ''] = marked.split('║');
  const lines = before.split('\n');
  const uri = `untitled:${name}`;
  await client.open(uri, 'python', before + after);
  const items = await client.complete(uri, { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
  const trace = await client.until(() => client.traces.find((one) => one.uri === uri), `the trace of ${name}`);
  if (trace.figures === undefined) {
    throw new StepError(
      `${heading}: the model was not run (${reasonOf(trace)}).`,
      'Try the default model: unset CRIA_MODEL and run the command again.',
    );
  }
  const text = items?.[0]?.insertText;
  print(heading, marked, typeof text === 'string' ? text : `nothing (${reasonOf(trace)})`, trace.figures);
}

const reasonOf = ({ outcome, reason, filters }: CompletionTrace) =>
  [outcome, reason, ...filters].filter(Boolean).join(', ');

function printModel(report: ModelReport): void {
  const infill =
    report.infill.order === 'none' ? `no infill: ${report.infill.why}` : `infill ${report.infill.order.toUpperCase()}`;
  process.stdout.write(
    [
      '',
      `Model      ${report.name} (${Math.round(report.fileBytes / 1e6)} MB), context ${report.contextSize} tokens, ${infill}`,
      `Device     ${report.device}: ${report.deviceName}, ${report.gpuLayers} of ${report.totalLayers} layers on a GPU, ${report.threads} threads`,
      `Load time  ${(report.loadMs / 1000).toFixed(2)} s`,
      '',
    ].join('\n'),
  );
}

function print(heading: string, asked: string, answered: string, figures: RunFigures): void {
  const quote = (text: string, mark: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${mark} ${line}`)
      .join('\n');
  process.stdout.write(`\n${heading}\n${quote(asked, '│')}\n${quote(answered, '▸')}\n  ${figuresOf(figures)}\n`);
}

/** As `30 prompt tokens, 10 reused, 20 evaluated at 250 tokens/s; 12 tokens written at 90 tokens/s`. */
export function figuresOf(figures: RunFigures): string {
  const { promptTokens, reusedTokens, generatedTokens, promptMs, decodeMs } = figures;
  const rate = (tokens: number, ms: number) =>
    ms > 0 && tokens > 0 ? ` at ${Math.round((tokens / ms) * 1000)} tokens/s` : '';
  const evaluated = promptTokens - reusedTokens;
  const prompt = `${promptTokens} prompt tokens, ${reusedTokens} reused, ${evaluated} evaluated${rate(evaluated, promptMs)}`;
  return `${prompt}; ${generatedTokens} tokens written${rate(generatedTokens, decodeMs)}`;
}

/** The server's own errors carry what the user can do. */
function withRemedy(error: unknown): unknown {
  if (error instanceof ServerDied) {
    const lastLines = error.stderr.trimEnd().split('\n').slice(-12).join('\n');
    return new StepError(
      `The language server ended instead of answering:\n${lastLines}`,
      'If the model is one of your own, try the default model; else report this text.',
      { cause: error },
    );
  }
  const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('text' in data) || !('nextStep' in data)) return error;
  return new StepError(String(data.text), String(data.nextStep), { cause: error });
}
