import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFilter } from '../../server/chat/answer-filter';
import { llama2Marks, neutralised, unspelledMarks } from '../../server/chat/llama2';

const llama2 = { ends: [...llama2Marks, '</s>'], restored: unspelledMarks };
const chatMl = { ends: ['<|im_end|>', '<|im_start|>'], restored: new Map<string, string>() };

/** What is shown of an answer, however its text is cut into tokens. */
function shown(answer: string, marks: Parameters<typeof answerFilter>[0]): string {
  const results = [1, 2, 3, 5, 1000].map((size) => {
    const filter = answerFilter(marks);
    let text = '';
    for (let at = 0; at < answer.length; at += size) text += filter.push(answer.slice(at, at + size));
    return text + filter.flush();
  });
  assert.equal(new Set(results).size, 1, JSON.stringify(results));
  return results[0] ?? '';
}

test('a mark at the end is not shown', () => {
  assert.equal(shown('Yes.[/INST]', llama2), 'Yes.');
  assert.equal(shown('Yes.</s> \n', llama2), 'Yes.');
  assert.equal(shown('Yes.<|im_end|>', chatMl), 'Yes.');
  assert.equal(shown('Yes.<|im_end|><|im_e', chatMl), 'Yes.');
});

test('a mark inside an answer is part of it', () => {
  assert.equal(shown('Llama 2 ends a question with `[/INST]`.', llama2), 'Llama 2 ends a question with `[/INST]`.');
  assert.equal(shown('<s>old</s> new', llama2), '<s>old</s> new');
  assert.equal(shown('a <|im_end|> b <|im_sta', chatMl), 'a <|im_end|> b <|im_sta');
});

test('the next turn is cut off, and the run may end', () => {
  assert.equal(shown('Yes.</s>[INST] More? [/INST] Well', llama2), 'Yes.');
  assert.equal(shown('Yes.<|im_end|>\n<|im_start|>user\nMore?', chatMl), 'Yes.');
  const filter = answerFilter(chatMl);
  filter.push('Yes.<|im_end|>\n');
  assert.equal(filter.turnOver, false);
  filter.push('<|im_start|>');
  assert.equal(filter.turnOver, true);
  assert.equal(filter.push('user'), '');
});

test('white space at the beginning is dropped, elsewhere kept', () => {
  assert.equal(shown('  \n a  b \n', llama2), 'a  b \n');
});

test('a neutralised mark comes back as it was, and ends nothing', () => {
  const code = 'if text.startswith("[INST]"): strip("<<SYS>>", "<</SYS>>", "[/INST]")';
  assert.equal(shown(neutralised(code), llama2), code);
  assert.equal(shown(neutralised('[INST]'), llama2), '[INST]');
});

test('what cannot become a mark is shown at once', () => {
  const filter = answerFilter(llama2);
  assert.equal(filter.push('Hello'), 'Hello');
  assert.equal(filter.push(' a[0'), ' a[0');
  assert.equal(filter.push(' <'), ' ');
  assert.equal(filter.push('b>'), '<b>');
});
