import Parser, { type MarkdownIt, type RendererRule } from 'markdown-it';
import type { Highlighter } from './highlight';

/** Turns a message into HTML, one string for each of its outermost blocks, not yet sanitised. */
export interface Markdown {
  /** Full Markdown without HTML, as models write it. */
  answer(text: string): string[];
  /** What a person typed, as it was typed: only fenced blocks, code spans and addresses are marked up. */
  question(text: string): string[];
  /** One block of code. */
  code(code: string, language: string): string;
}

/** Addresses that a message may link to: those that the extension opens. */
export const safeAddress = /^https?:\/\//i;

/** The page's own headings are of the first two levels; those of messages stand below them. */
const outerHeadings = 2;

export function createMarkdown(highlighter: Highlighter): Markdown {
  const answers = withRules(new Parser({ html: false, linkify: true }), highlighter);
  const questions = withRules(new Parser('zero', { html: false, linkify: true }), highlighter);
  questions.enable(['fence', 'backticks', 'linkify']);
  keepLinesAsTyped(questions);
  return {
    answer: (text) => blocks(answers, text),
    question: (text) => blocks(questions, text),
    code: (code, language) => codeHtml(highlighter, code, language),
  };
}

/**
 * The part of a text that can be shown while its end is still to come. A last line that may yet become something
 * else (`-` underlines a heading until it is a list item, three backticks may open or close a block) waits.
 */
export function settledPart(text: string): string {
  const start = text.lastIndexOf('\n') + 1;
  const undecided = /^[ \t]*(?:[-=*+_#>`~|: \t]+|\d{1,9}[.)]?[ \t]*|(?:`{3,}|~{3,})[^`]*)$/;
  return undecided.test(text.slice(start)) ? text.slice(0, start) : text;
}

function blocks(markdown: MarkdownIt, text: string): string[] {
  const env = {};
  const tokens = markdown.parse(text, env);
  const parts: string[] = [];
  let start = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting === 1) return;
    parts.push(markdown.renderer.render(tokens.slice(start, index + 1), markdown.options, env));
    start = index + 1;
  });
  return parts;
}

function withRules(markdown: MarkdownIt, highlighter: Highlighter): MarkdownIt {
  // `script.py` and `user@host` are names in code far more often than addresses.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  markdown.validateLink = (url) => safeAddress.test(url.trim());
  Object.assign(markdown.renderer.rules, {
    fence: (tokens, index) => {
      const { content = '', info = '' } = tokens[index] ?? {};
      return codeHtml(highlighter, content, info.trim().split(/[\s{,:]/)[0] ?? '');
    },
    code_block: (tokens, index) => codeHtml(highlighter, tokens[index]?.content ?? '', ''),
    // Pictures would be loaded from somewhere: their description stands in for them.
    image: (tokens, index) => `<em>${escapeHtml(tokens[index]?.content ?? '')}</em>`,
    heading_open: (tokens, index) => `<${lowered(tokens[index]?.tag)}>`,
    heading_close: (tokens, index) => `</${lowered(tokens[index]?.tag)}>`,
    table_open: () => '<div class="table"><table>',
    table_close: () => '</table></div>',
    th_open: cell('th'),
    td_open: cell('td'),
  } satisfies Record<string, RendererRule>);
  return markdown;
}

/** A block of code: the wrapper that makes it a panel is put around it after sanitising. */
function codeHtml(highlighter: Highlighter, code: string, language: string): string {
  const name = escapeHtml(language.slice(0, 40));
  const body = highlighter.highlight(code, language.toLowerCase()) ?? escapeHtml(code);
  return `<pre data-language="${name}"><code>${body}</code></pre>`;
}

function lowered(tag = 'h1'): string {
  return `h${Math.min(6, Number(tag.slice(1)) + outerHeadings)}`;
}

/** markdown-it aligns cells by a style attribute, which the page's policy forbids: a class does it here. */
function cell(tag: 'th' | 'td'): RendererRule {
  return (tokens, index) => {
    const style = String(tokens[index]?.attrGet('style') ?? '');
    const side = /text-align:(left|center|right)/.exec(style)?.[1];
    return side === undefined ? `<${tag}>` : `<${tag} class="${side}">`;
  };
}

/** Replaces the rule for paragraphs, which strips indentation, by one that takes all lines up to a fence. */
function keepLinesAsTyped(markdown: MarkdownIt): void {
  markdown.block.ruler.at('paragraph', (state, startLine, endLine) => {
    const interrupting = markdown.block.ruler.getRules('paragraph');
    let next = startLine + 1;
    while (next < endLine && !interrupting.some((rule) => rule(state, next, endLine, true))) next += 1;
    state.line = next;
    state.push('paragraph_open', 'p', 1);
    const inline = state.push('inline', '', 0);
    inline.content = state.getLines(startLine, next, 0, false).trimEnd();
    inline.children = [];
    state.push('paragraph_close', 'p', -1);
    return true;
  });
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
