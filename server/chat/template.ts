import vm from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { ModelFacts, PromptPart } from '../engine/engine';
import { EngineError } from '../engine/errors';
import type { TextTurn } from './turns';

type TemplateFacts = Pick<ModelFacts, 'name' | 'chatTemplate' | 'bos' | 'bosText' | 'eosText' | 'addBos'>;
type Message = { role: 'system' | TextTurn['role']; text: string };

/** A template comes with a file from anywhere: what it may use before it counts as broken. */
const limits = { templateCharacters: 2 ** 18, milliseconds: 1000, rangeLength: 10_000, outputCharacters: 2 ** 20 };

/** What llama.cpp, too, takes for a file without a template. */
export const chatMl =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/**
 * A conversation in the format of the model file's own Jinja template.
 *
 * The template never sees what people wrote: it renders placeholders, and the texts take their places afterwards as
 * parts of their own, in which no special token is meant. So nobody's text can become markup. A system text that the
 * template refuses or leaves out is put before the first message of the user. BOS is put in by id, once, when either the
 * template or the file asks for it. A file without a template is taken for ChatML; a template that is broken is an error,
 * since an answer in a wrong format would be worse than none.
 * @param turns begin and end with the user and alternate.
 * @throws EngineError when the template cannot be rendered or leaves out a message.
 */
export function templatePrompt(system: string, turns: readonly TextTurn[], facts: TemplateFacts): PromptPart[] {
  const asSystem =
    system.trim() === '' ? undefined : rendered([{ role: 'system', text: system }, ...turns], facts, true);
  const settled = Array.isArray(asSystem) || asSystem instanceof EndlessTemplate;
  const parts = settled ? asSystem : rendered(folded(system, turns), facts, true);
  if (parts instanceof Error) throw brokenTemplate(facts.name, parts);
  return withBos(parts, facts);
}

/**
 * Markup between an answer and the next question: it begins with what ends an answer. Empty where the template is broken,
 * which is told of when a prompt is made.
 */
export function markupAfterAnswer(facts: TemplateFacts): string {
  const roles = ['user', 'assistant', 'user'] as const;
  const messages = roles.map((role) => ({ role, text: role }));
  const parts = rendered(messages, facts, true);
  if (parts instanceof Error) return '';
  const isAnswer = (part: PromptPart) =>
    typeof part === 'object' && 'continued' in part && part.continued.trim() === 'assistant';
  const next = parts[parts.findIndex(isAnswer) + 1];
  return typeof next === 'object' && 'markup' in next ? next.markup : '';
}

/** Strings in markup that look like special tokens: `<|im_end|>`, `[/INST]`, `<end_of_turn>`. */
export const marksIn = (markup: string): string[] =>
  markup.match(/<[|｜]?[^<>\s]{1,40}[|｜]?>|\[\/?[A-Z][A-Z_]*\]/g) ?? [];

function folded(system: string, turns: readonly TextTurn[]): Message[] {
  const [first, ...others] = turns;
  if (!first || system.trim() === '') return [...turns];
  return [{ ...first, text: `${system.trim()}\n\n${first.text}` }, ...others];
}

const open = '\ue000';
const close = '\ue001';
const placeholders = new RegExp(`${open}(\\d+)${close}`);

/** The parts of a prompt, or why there are none. */
function rendered(messages: readonly Message[], facts: TemplateFacts, ask: boolean): PromptPart[] | Error {
  const source = facts.chatTemplate ?? chatMl;
  if (source.length > limits.templateCharacters) return new Error('it is too long');
  if (source.includes(open)) return new Error('it holds private characters');
  let output: string;
  try {
    output = renderBounded(source, {
      messages: messages.map(({ role }, index) => ({ role, content: `${open}${index}${close}` })),
      add_generation_prompt: ask,
      bos_token: facts.bosText,
      eos_token: facts.eosText,
      tools: null,
      documents: null,
    });
  } catch (error) {
    // The watchdog's error belongs to the other context, so it is no instance of this one's class.
    if (typeof error === 'object' && error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return new EndlessTemplate('it renders without end');
    }
    return error instanceof Error ? error : new Error(String(error));
  }
  // Splitting by a pattern with a group leaves markup at even places and the numbers of messages at odd ones.
  const pieces = output.split(placeholders);
  const missing = messages.findIndex(
    (_, index) => !pieces.some((piece, at) => at % 2 === 1 && piece === String(index)),
  );
  if (missing >= 0) return new Error(`it leaves out a message of the ${messages[missing]?.role ?? 'user'}`);
  const parts: PromptPart[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    const piece = pieces[at] ?? '';
    const message = messages[Number(pieces[at + 1])];
    // White space before a text is no markup: tokenised with the text it becomes what it would be in one string.
    const markup = message ? piece.trimEnd() : piece;
    if (markup !== '') parts.push({ markup });
    const text = piece.slice(markup.length) + (message?.text ?? '');
    if (text !== '') parts.push(parts.length === 0 ? { text } : { continued: text });
  }
  return parts;
}

/** Renders with limits on time, loops and length. */
function renderBounded(source: string, variables: Record<string, unknown>): string {
  const range = (start: number, stop?: number, step = 1) => {
    const [from, to] = stop === undefined ? [0, start] : [start, stop];
    const length = Math.max(0, Math.ceil((to - from) / step));
    if (!(length <= limits.rangeLength)) throw new Error('it counts too far');
    return Array.from({ length }, (_, index) => from + index * step);
  };
  // The template's own first statement replaces the unbounded `range`; the line end after a statement is not rendered.
  const bounded = `{% set range = bounded_range %}\n${source}`;
  const render = () => new Template(bounded).render({ ...variables, bounded_range: range });
  // Of the module vm only the watchdog is wanted: it ends the call after its time.
  const output: unknown = vm.runInNewContext('render()', { render }, { timeout: limits.milliseconds });
  if (typeof output !== 'string') throw new Error('it renders no text');
  if (output.length > limits.outputCharacters) throw new Error('it renders without end');
  return output;
}

/** It would be as slow another time. */
class EndlessTemplate extends Error {}

function withBos(parts: PromptPart[], { bos, bosText, addBos }: TemplateFacts): PromptPart[] {
  if (bos === null) return parts;
  const [first, ...others] = parts;
  if (typeof first === 'object' && 'markup' in first && bosText !== '' && first.markup.startsWith(bosText)) {
    const markup = first.markup.slice(bosText.length);
    return markup === '' ? [bos, ...others] : [bos, { markup }, ...others];
  }
  return addBos ? [bos, ...parts] : parts;
}

function brokenTemplate(name: string, reason: Error): EngineError {
  const why = reason.message.replace(/\s+/g, ' ').slice(0, 200);
  return new EngineError(
    'engineFailed',
    {
      text: `The chat template in the file of ${name} is broken: ${why}.`,
      nextStep: 'Choose another GGUF file of this model; its completions work without the template.',
      remedy: 'chooseModel',
    },
    { cause: reason },
  );
}
