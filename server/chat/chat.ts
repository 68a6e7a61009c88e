import type { ChatDelta, ChatParams, ChatResult } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import type { Engine, GenerateOptions } from '../engine/engine';
import { answerFilter } from './answer-filter';
import { fitIntoContext } from './fit';
import { chatFormat } from './format';
import { conversationOf, readChatParams } from './turns';

export interface ChatTools {
  settings(): Settings;
  /** The model, loaded where it is not. */
  engine(): Promise<{ engine: Engine; chatFormat: 'llama2' | 'template' }>;
  /** Where evaluated conversations may be kept. */
  keep(): 'memory' | 'disk';
}

/**
 * One answer in a conversation, from the client's turns to the streamed text.
 * @param onDelta is called with each piece of the answer, in order.
 * @throws TypeError when the parameters are malformed; EngineError when the model cannot run, its chat template is broken or
 *   the last question is too long; the signal's reason when it is aborted.
 */
export async function answerChat(
  params: ChatParams,
  tools: ChatTools,
  signal: AbortSignal,
  onDelta: (delta: ChatDelta) => void,
): Promise<ChatResult> {
  const { sessionId, turns } = readChatParams(params);
  const { chat } = tools.settings();
  const { engine, chatFormat: kind } = await tools.engine();
  signal.throwIfAborted();

  const format = await chatFormat(engine, kind);
  const conversation = conversationOf(turns);
  const { prompt, droppedTurns } = await fitIntoContext(
    engine,
    format,
    chat.systemPrompt,
    conversation,
    chat.maxTokens,
  );

  const options: GenerateOptions = {
    lane: 'chat',
    cacheKey: `chat:${sessionId}`,
    keep: tools.keep(),
    maxTokens: chat.maxTokens,
    temperature: chat.temperature,
    topP: chat.topP,
    topK: chat.topK,
    repeatPenalty: chat.repeatPenalty,
    seed: chat.seed === 'auto' ? null : chat.seed,
    stopTokens: format.stopTokens,
  };
  const figures = { promptTokens: prompt.length, reusedTokens: 0, generatedTokens: 0, promptMs: 0, decodeMs: 0 };
  let finish: ChatResult['finish'] = 'stop';
  let decodeStart = performance.now();
  const filter = answerFilter(format.marks);
  const show = (text: string) => {
    if (text !== '') onDelta({ text });
  };
  for await (const event of engine.generate(prompt, options, signal)) {
    switch (event.type) {
      case 'prompt':
        figures.reusedTokens = event.reusedTokens;
        figures.promptMs = event.ms;
        decodeStart = performance.now();
        break;
      case 'token':
        figures.generatedTokens++;
        show(filter.push(event.text));
        break;
      case 'end':
        finish = event.reason;
        break;
    }
    if (filter.turnOver) break;
  }
  show(filter.flush());
  figures.decodeMs = performance.now() - decodeStart;
  return { finish, droppedTurns, figures };
}
