/** Languages that are written alike, so that code of one helps in the other. */
const families: Readonly<Record<string, readonly string[]>> = {
  web: ['typescript', 'javascript', 'typescriptreact', 'javascriptreact', 'vue', 'svelte', 'astro'],
  c: ['c', 'cpp', 'objective-c', 'objective-cpp', 'cuda-cpp', 'cuda'],
  jvm: ['java', 'kotlin', 'scala', 'groovy'],
  python: ['python', 'cython'],
  ruby: ['ruby', 'erb'],
  styles: ['css', 'scss', 'less', 'sass', 'stylus'],
  shell: ['shellscript', 'bash', 'zsh', 'fish'],
  json: ['json', 'jsonc', 'json5'],
  yaml: ['yaml', 'dockercompose', 'github-actions-workflow'],
  html: ['html', 'handlebars', 'razor'],
};

const familyByLanguage = new Map(
  Object.entries(families).flatMap(([family, languages]) => languages.map((language) => [language, family] as const)),
);

/** The family of a language; a language that is in none is one of its own. */
export function familyOf(languageId: string): string {
  return familyByLanguage.get(languageId) ?? languageId;
}
