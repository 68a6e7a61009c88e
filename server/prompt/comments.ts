/** What a comment of one line begins and ends with. */
interface CommentMarks {
  begins: string;
  ends?: string;
}

/** Languages by the marks of their comments, by VS Code's language identifiers. A new language is a word more here. */
const byMarks: readonly (CommentMarks & { languages: string })[] = [
  {
    begins: '//',
    languages:
      'javascript javascriptreact typescript typescriptreact java c cpp cuda-cpp objective-c objective-cpp csharp go rust ' +
      'swift kotlin scala dart php groovy fsharp jsonc json5 less scss sass stylus zig proto proto3 solidity glsl hlsl wgsl ' +
      'verilog systemverilog apex bicep v odin haxe pug prisma jsonnet',
  },
  {
    begins: '#',
    languages:
      'python cython ruby perl perl6 raku r julia shellscript bash zsh fish powershell yaml dockercompose dockerfile ' +
      'makefile cmake toml elixir coffeescript nim nix tcl crystal graphql terraform hcl properties dotenv ignore ' +
      'git-commit git-rebase gdscript starlark awk mojo meson',
  },
  { begins: '--', languages: 'lua luau sql plsql pgsql haskell elm purescript ada vhdl idris agda applescript' },
  { begins: ';', languages: 'clojure lisp commonlisp scheme racket ini asm nasm llvm autohotkey' },
  { begins: '%', languages: 'latex tex bibtex matlab erlang prolog' },
  { begins: '!', languages: 'fortran FortranFreeForm' },
  { begins: "'", languages: 'vb vba' },
  { begins: 'REM', languages: 'bat' },
  { begins: '"', languages: 'viml vim' },
  { begins: '/*', ends: '*/', languages: 'css' },
  { begins: '(*', ends: '*)', languages: 'ocaml pascal coq' },
  { begins: '<!--', ends: '-->', languages: 'html xml xsl svg markdown vue svelte astro' },
];

const marks = new Map<string, CommentMarks>(
  byMarks.flatMap(({ languages, ...own }) => languages.split(' ').map((language) => [language, own] as const)),
);

/**
 * Each line of a text as a comment in a language, or null where the language has none that we know.
 * What would end the comment early is taken out of the text.
 */
export function commented(text: string, languageId: string): string | null {
  const own = marks.get(languageId);
  if (!own) return null;
  const { begins, ends } = own;
  const line = (content: string) =>
    ends === undefined ? `${begins} ${content}`.trimEnd() : `${begins} ${content.replaceAll(ends, '')} ${ends}`;
  return text.split('\n').map(line).join('\n');
}
