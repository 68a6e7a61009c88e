import { familyOf } from './families';

/** How a language writes its declarations. */
export interface Style {
  /** Bodies stand in braces. */
  braces: boolean;
  /** Bodies follow a colon. */
  colon: boolean;
  /** Functions have no word before them but a type: `int add(int a)`. */
  typedFunctions: boolean;
  /** What begins a comment to the end of the line. */
  comment: string;
  /** What ends a function without its body, as its language would in an interface, a header or a stub. */
  end: string;
  /** What opens a class. */
  opener: string;
}

const braces: Style = { braces: true, colon: false, typedFunctions: false, comment: '//', end: '', opener: ' {' };
const semicolons: Style = { ...braces, end: ';' };
const typed: Style = { ...semicolons, typedFunctions: true };
const plain: Style = { braces: false, colon: false, typedFunctions: false, comment: '#', end: '', opener: '' };

const styles: Readonly<Record<string, Style>> = {
  web: semicolons,
  rust: semicolons,
  php: semicolons,
  c: typed,
  jvm: { ...braces, typedFunctions: true },
  csharp: typed,
  dart: typed,
  go: braces,
  swift: braces,
  zig: braces,
  python: { ...plain, colon: true, end: ': ...', opener: ':' },
  ruby: plain,
  lua: { ...plain, comment: '--' },
  elixir: plain,
  julia: plain,
};

export function styleOf(languageId: string): Style {
  return languageId === 'java' ? typed : (styles[familyOf(languageId)] ?? braces);
}

/** `holder`: its members are told, too; `type`: its whole text is; `function`: its head; `value`: its text where short. */
export interface Declaration {
  kind: 'holder' | 'type' | 'function' | 'value';
  name: string;
}

const modifiers =
  /^(?:(?:export|default|declare|public|internal|open|static|abstract|final|override|async|pub(?:\([^)]*\))?|unsafe|virtual|inline|constexpr|extern|data|sealed|partial|readonly|synchronized|suspend|required|mutating|case|implicit|companion|fileprivate|get|set|local|const(?=\s+(?:fn|enum)\b))\s+)*/;
/** What others cannot use. */
const hidden =
  /^\s*(?:(?:static|readonly|final|override|async)\s+)*(?:private\b|(?<=\s)#(?!define\b)[\w$]|@?_[A-Za-z0-9]\w*\s*[(=:])|^\s*(?:async\s+)?def\s+_(?!_)|^\s*defp\b/;

/** A constant that only names what another file has. */
const imported = /\brequire\s*\(|@import\s*\(/;

const keyworded: readonly [RegExp, Declaration['kind']][] = [
  [/^fun\s+(?:<[^>]*>\s*)?[\w<>?]+\.(\w+)/, 'function'],
  [/^(?:function\*?|def|defmacro|fn|fun|sub)\s+(?:self\.)?([\w$?!]+)/, 'function'],
  [/^func\s+(?:\([^)]*\)\s*)?(\w+)/, 'function'],
  [/^function\s+[\w]+[.:](\w+)/, 'function'],
  [/^(?:interface|protocol|record|struct|union|enum(?:\s+class|\s+struct)?)\s+([\w$]+)/, 'type'],
  [/^type\s+([\w$]+)/, 'type'],
  [/^trait\s+(\w+)/, 'holder'],
  [/^impl\b(?:<[^>]*>)?\s+(?:[\w:<>, ]+\s+for\s+)?([\w]+)/, 'holder'],
  [/^(?:class|object|namespace|module|defmodule|extension|actor)\s+([\w$.:]+)/, 'holder'],
  [/^(?:const|let|var|val|static)\s+(?:mut\s+)?([\w$]+)/, 'value'],
  [/^typedef\b[^;]*?\b(\w+)\s*;/, 'type'],
  [/^typedef\s+(?:struct|enum|union)\s+(\w+)/, 'type'],
  [/^#\s*define\s+(\w+)/, 'value'],
];

/** `name(…)` of a method, and `name: type` of a field, in a class of a language that needs no word before them. */
const member = /^(?:\*\s*)?([\w$]+)[?!]?\s*(?:<[^>]*>)?\s*(\(|:|=|;)/;
/** What can stand before a function's name as its type. */
const typeBefore = /^[\w:<>,[\]*&?~.\s]*\w[\w:<>,[\]*&?~.\s]*[\s*&>\]]$/;
const typedConstructor = /^([A-Z]\w*)\s*\(/;
const notNames = new Set(
  'if for while switch catch return else do try finally with using lock new throw typeof sizeof await yield assert case not in unless until when match elif except print super this delete static_assert'.split(
    ' ',
  ),
);

/** What a line declares, by its first words. */
export function declarationOf(line: string, style: Style, inside: boolean): Declaration | null {
  if (hidden.test(line) || imported.test(line)) return null;
  const text = line.trimStart().replace(modifiers, '');
  for (const [pattern, kind] of keyworded) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return { kind, name };
  }
  if (style.colon) {
    // Constants and annotated fields.
    const name = (inside ? /^(\w+)\s*:/ : /^([A-Z]\w*)\s*(?::[^=]+)?=/).exec(text)?.[1];
    return name === undefined || notNames.has(name) ? null : { kind: 'value', name };
  }
  if (style.typedFunctions) {
    const name = typedFunction(text) ?? (inside ? typedConstructor.exec(text)?.[1] : undefined);
    const first = /^\w+/.exec(text)?.[0] ?? '';
    if (name !== undefined && !notNames.has(name) && !notNames.has(first)) return { kind: 'function', name };
    return null;
  }
  if (!inside || !style.braces) return null;
  const [, name, mark] = member.exec(text) ?? [];
  if (name === undefined || notNames.has(name)) return null;
  return { kind: mark === '(' ? 'function' : 'value', name };
}

/** The name before the first parenthesis, where a type stands before it. */
function typedFunction(text: string): string | undefined {
  const head = text.slice(0, Math.max(0, text.indexOf('('))).trimEnd();
  const name = /~?\w+(?:::~?\w+)*$/.exec(head)?.[0];
  return name !== undefined && typeBefore.test(head.slice(0, -name.length)) ? name : undefined;
}

/** `public:` and its like in a class of C++, which may be indented otherwise than the members. */
export function isLabel(line: string): boolean {
  return /^\s*(?:public|private|protected|signals|slots)[\w\s]*:\s*$/.test(line);
}
