import type { Attachment } from '../../shared/protocol';

/** A message with the code that goes with it: the code first, so that the question is what the model read last. */
export function withAttachments(text: string, attachments: readonly Attachment[]): string {
  return [...attachments.map(attachmentText), text].filter((part) => part.trim() !== '').join('\n\n');
}

/** Code as a model reads it: where it is from, and the code in a fence that nothing inside can close. */
export function attachmentText({ path, languageId, startLine, endLine, enclosing, text }: Attachment): string {
  const [first, last] = [startLine + 1, Math.max(startLine, endLine) + 1];
  const lines = first === last ? `line ${first}` : `lines ${first}-${last}`;
  const place = enclosing === undefined || enclosing === '' ? '' : `, in ${oneLine(enclosing)}`;
  const fence = '`'.repeat(Math.max(3, longestRunOfBackticks(text) + 1));
  const language = /^[\w#+.-]+$/.test(languageId) ? languageId : '';
  const code = text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  return `From ${oneLine(path)} (${lines}${place}):\n${fence}${language}\n${code}\n${fence}`;
}

const longestRunOfBackticks = (text: string) => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

/** A name of somebody's file may hold anything; here it must stay one line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
