/** Rules about lines after or in which a block of code is expected. No language is parsed here. */

const modifiers =
  '(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|override|pub(?:\\(\\w+\\))?|unsafe|const|inline|virtual)\\s+)*';
const words =
  '(?:def|function|func|fn|class|interface|struct|enum|trait|impl|module|namespace|if|elif|elsif|unless|else|for|foreach|while|until|switch|match|case|when|try|except|rescue|ensure|finally|catch|with|begin|do|loop)';
const header = new RegExp(`^\\s*${modifiers}${words}(?=[\\s(]|$)`);
/** Go's `type T struct`, C#'s `record R`. */
const typeHeader = /^\s*(?:type\s+\w+\s+(?:struct|interface)|(?:public\s+)?record\s+\w+)\b/;
const annotation = /^\s*(?:@[\w.]+|#!?\[)/;

/** Whether the line is, or begins to be, the header of a block, or an annotation above one; not a whole statement. */
export function beginsBlock(line: string): boolean {
  if (/[;}]\s*$/.test(line) || /\bend\s*$/.test(line)) return false;
  return header.test(line) || typeHeader.test(line) || annotation.test(line);
}

const commentLine = /^\s*(?:\/\/|\/\*|<!--|--\s|;;|%\s|#(?!\s*(?:include|define|undef|if|el|end|pragma|import)|\[|!))/;
const commentEnd = /(?:\*\/|-->|"""|''')\s*$/;

/** Whether a comment ends with this line. */
export function endsComment(line: string): boolean {
  return commentLine.test(line) || commentEnd.test(line);
}
