import { resolvePath, type ImportLink } from './links';
import { rustModuleLine, rustUse } from './rust-paths';

/** What a match imports: `group` gives its parts, `path` is the document's own. */
type Reader = (group: (at: number) => string, path: string) => Partial<ImportLink>[];

interface ImportRule {
  /** With the flag `g`. Each repetition stops at a character that the next part begins with, so that none runs twice. */
  pattern: RegExp;
  read: Reader;
}

/** Names in a list as `A, B as C, type D`: what they are called where they are declared. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((part) => /^[\s(]*(?:type\s)?\s*([\w$]+)/.exec(part)?.[1] ?? '')
    .filter(Boolean);
}

/** `./x` and `../x` from the document's folder; else the end of a path, of two parts at least. */
function linkTo(target: string, path: string): Partial<ImportLink>[] {
  if (/^\.{1,2}(?:\/|$)/.test(target)) return [{ exact: [resolvePath(path, target)] }];
  const end = target.replace(/^(?:[@~#]\/|\/)/, '');
  return end.includes('/') ? [{ endings: [end] }] : [];
}

/** As `linkTo`, where a bare name can be a file beside the document. */
const beside: Reader = (group, path) => [{ exact: [resolvePath(path, group(1))] }, ...linkTo(group(1), path)];

const inFolders =
  (separator: string): Reader =>
  (group) =>
    // The first parts may stand for any folder.
    [group(1).split(separator).filter(Boolean), group(1).split(separator).filter(Boolean).slice(-2)]
      .filter((parts) => parts.length > 1)
      .map((parts) => ({ endings: [parts.join('/')] }));

/** Names of an import clause of JavaScript; none where a default or a namespace takes the whole module. */
function clauseNames(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause);
  const outside = clause.replace(braces?.[0] ?? '', '').replace(/\btype\b/, '');
  return braces && /^[\s,]*$/.test(outside) ? namesIn(braces[1] ?? '') : [];
}

const script: ImportRule[] = [
  {
    pattern: /\b(?:import|export)\b([^;'"`()=]{0,2000}?)\bfrom\s*["']([^"'\n]+)["']/g,
    read: (group, path) => linkTo(group(2), path).map((link) => ({ ...link, names: clauseNames(group(1)) })),
  },
  { pattern: /\b(?:require|import)\s*\(\s*["'`]([^"'`\n]+)["'`]/g, read: (group, path) => linkTo(group(1), path) },
];

/** A dotted module name, which may begin with dots for folders above. */
function pythonModule(module: string, path: string): Partial<ImportLink> {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const rest = module.slice(dots).replaceAll('.', '/');
  if (dots > 0) return { exact: [resolvePath(path, '../'.repeat(dots - 1) + rest)] };
  return { exact: [resolvePath(path, rest)], endings: rest.includes('/') ? [rest] : [] };
}

const python: ImportRule[] = [
  {
    pattern: /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n(#;]+)/gm,
    read: (group, path) => {
      const names = namesIn(group(2).replace(/#[^\n]*/g, ''));
      const prefix = group(1).endsWith('.') ? group(1) : `${group(1)}.`;
      // Each name can be a module of the package.
      return [{ ...pythonModule(group(1), path), names }, ...names.map((name) => pythonModule(prefix + name, path))];
    },
  },
  {
    pattern: /^[ \t]*import[ \t]+([\w., \t]+)/gm,
    read: (group, path) =>
      group(1)
        .split(',')
        .map((part) => pythonModule(/^\s*([\w.]+)/.exec(part)?.[1] ?? '', path)),
  },
];

function goPackage(target: string): Partial<ImportLink>[] {
  const parts = target.split('/');
  // The standard library's paths have no domain; a module's folder may be called otherwise than the module.
  const known = parts[0]?.includes('.') ? -1 : -2;
  return parts.length < 2 ? [] : [{ endings: [parts.slice(known).join('/')], folder: true }];
}

const go: ImportRule[] = [
  { pattern: /^import[ \t]+(?:[\w.]+[ \t]+)?"([^"\n]+)"/gm, read: (group) => goPackage(group(1)) },
  {
    pattern: /^import[ \t]*\(([^)]{0,8000})\)/gm,
    read: (group) => [...group(1).matchAll(/"([^"\n]+)"/g)].flatMap(([, target]) => goPackage(target ?? '')),
  },
];

const rust: ImportRule[] = [
  {
    pattern: /^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?use[ \t]+([^;]{1,1000});/gm,
    read: (group, path) => rustUse(group(1), path),
  },
  {
    pattern: /^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?mod[ \t]+(\w+)[ \t]*;/gm,
    read: (group, path) => [rustModuleLine(group(1), path)],
  },
];

const jvm: ImportRule[] = [
  {
    pattern: /^[ \t]*import[ \t]+(static[ \t]+)?([\w.]+\*?)/gm,
    read: (group) => {
      const all = /\.[*_]$/.test(group(2));
      const parts = group(2)
        .replace(/\.[*_]$/, '')
        .split('.');
      const whole = parts.join('/');
      const parent = parts.slice(0, -1).join('/');
      const name = parts.at(-1) ?? '';
      if (group(1) !== '') return all ? [{ endings: [whole] }] : [{ endings: [parent], names: [name] }];
      if (all) return [{ endings: [whole], folder: true }];
      // Kotlin's and Scala's files need not be called like what they declare.
      return [{ endings: [whole] }, { endings: [parent], folder: true, names: [name] }];
    },
  },
];

const csharp: ImportRule[] = [
  {
    pattern: /^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?([\w.]+)[ \t]*;/gm,
    read: (group) => {
      const parts = group(1).split('.');
      if (parts[0] === 'System' || parts[0] === 'Microsoft') return [];
      return [{ endings: [parts.slice(-2).join('/'), parts.at(-1) ?? ''], folder: true }];
    },
  },
];

/** By family of languages. */
export const importRules: Readonly<Record<string, ImportRule[]>> = {
  web: script,
  python,
  go,
  rust,
  jvm,
  csharp,
  c: [{ pattern: /^[ \t]*#[ \t]*(?:include|import)[ \t]*[<"]([^>"\n]+)[>"]/gm, read: beside }],
  php: [
    { pattern: /^[ \t]*use[ \t]+(?:function[ \t]+|const[ \t]+)?([\w\\]+)/gm, read: inFolders('\\') },
    {
      pattern: /\b(?:require|include)(?:_once)?[ \t(]*(?:__DIR__[ \t]*\.[ \t]*)?["']\/?([^"'\n]+)["']/g,
      read: beside,
    },
  ],
  ruby: [
    {
      pattern: /^[ \t]*require_relative[ \t(]*["']([^"'\n]+)["']/gm,
      read: (group, path) => [{ exact: [resolvePath(path, group(1))] }],
    },
    { pattern: /^[ \t]*require[ \t(]*["']([^"'\n]+)["']/gm, read: (group, path) => linkTo(group(1), path) },
  ],
  dart: [{ pattern: /^[ \t]*(?:import|export|part)[ \t]+["'](?:package:[^/"'\n]+\/)?([^"'\n]+)["']/gm, read: beside }],
  lua: [
    {
      pattern: /\brequire[ \t(]*["']([^"'\n]+)["']/g,
      read: (group, path) => beside(() => group(1).replaceAll('.', '/'), path),
    },
  ],
  zig: [{ pattern: /@import\("([^"\n]+)"\)/g, read: beside }],
  haskell: [{ pattern: /^import[ \t]+(?:qualified[ \t]+)?([\w.]+)/gm, read: inFolders('.') }],
  perl: [{ pattern: /^[ \t]*(?:use|require)[ \t]+([\w:]+)/gm, read: inFolders('::') }],
  proto3: [{ pattern: /^import[ \t]+(?:public[ \t]+)?"([^"\n]+)"/gm, read: beside }],
  styles: [{ pattern: /@(?:import|use|forward)[ \t]+(?:url\()?["']([^"'\n]+)["']/g, read: beside }],
  shell: [{ pattern: /^[ \t]*(?:source|\.)[ \t]+["']?([\w./-]+)/gm, read: beside }],
  julia: [{ pattern: /\binclude\("([^"\n]+)"\)/g, read: beside }],
  r: [{ pattern: /\bsource\(["']([^"'\n]+)["']/g, read: beside }],
};
