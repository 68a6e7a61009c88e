/** Names of the grammars that can be used: files `tree-sitter-NAME.wasm` of the package. */
export type Grammar =
  | 'bash'
  | 'c-sharp'
  | 'cpp'
  | 'css'
  | 'go'
  | 'java'
  | 'php'
  | 'powershell'
  | 'python'
  | 'ruby'
  | 'rust'
  | 'tsx'
  | 'typescript';

/**
 * The grammars that a build holds: a package without the engine's binaries has to stay small. Compressed they take 0.7 MB;
 * C#'s would take 170 KB more, shell's 130, Ruby's 110, PHP's 70, PowerShell's 60. From source all can be used.
 */
export const shippedGrammars = [
  'cpp',
  'css',
  'go',
  'java',
  'python',
  'rust',
  'tsx',
  'typescript',
] as const satisfies Grammar[];

const byLanguage: ReadonlyMap<string, Grammar> = new Map<string, Grammar>([
  ['typescript', 'typescript'],
  ['typescriptreact', 'tsx'],
  // TypeScript's grammar with JSX reads JavaScript too.
  ['javascript', 'tsx'],
  ['javascriptreact', 'tsx'],
  ['python', 'python'],
  ['go', 'go'],
  ['rust', 'rust'],
  ['java', 'java'],
  ['cpp', 'cpp'],
  // C++'s grammar reads nearly all of C.
  ['c', 'cpp'],
  ['cuda-cpp', 'cpp'],
  ['csharp', 'c-sharp'],
  ['ruby', 'ruby'],
  ['php', 'php'],
  ['css', 'css'],
  ['shellscript', 'bash'],
  ['powershell', 'powershell'],
]);

/** The grammar of one of VS Code's languages, or null. */
export function grammarOf(languageId: string): Grammar | null {
  return byLanguage.get(languageId) ?? null;
}
