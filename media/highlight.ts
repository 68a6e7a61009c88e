import type { LanguageFn } from 'highlight.js';
import core from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import dart from 'highlight.js/lib/languages/dart';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

/** Longer code is shown without colours: an answer is drawn anew many times a second while it is written. */
const longestHighlighted = 50_000;

const languages: Record<string, LanguageFn> = {
  bash, c, cpp, csharp, css, dart, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua, makefile, markdown,
  php, powershell, python, r, ruby, rust, shell, sql, swift, typescript, xml, yaml,
}; // prettier-ignore

/** VS Code's language identifiers and what models write, where highlight.js does not know them by itself. */
const aliases: Record<string, string[]> = {
  bash: ['shellscript', 'fish'],
  cpp: ['cuda', 'cuda-cpp', 'cu'],
  css: ['scss', 'less'],
  javascript: ['javascriptreact', 'node'],
  json: ['json5'],
  python: ['python3', 'ipython'],
  typescript: ['typescriptreact', 'ts-node'],
  xml: ['vue', 'svelte'],
};

/** Turns code into HTML whose tokens carry highlight.js' classes. */
export interface Highlighter {
  /** @returns nothing where the language is unknown or the code too long; it is then shown as it is. */
  highlight(code: string, language: string): string | undefined;
}

export function createHighlighter(): Highlighter {
  const hljs = core.newInstance();
  for (const [name, definition] of Object.entries(languages)) hljs.registerLanguage(name, definition);
  for (const [name, others] of Object.entries(aliases)) hljs.registerAliases(others, { languageName: name });
  return {
    highlight: (code, language) => {
      if (code.length > longestHighlighted || !hljs.getLanguage(language)) return undefined;
      return hljs.highlight(code, { language, ignoreIllegals: true }).value;
    },
  };
}
