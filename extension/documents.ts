/**
 * Schemes of documents that people write. Everything else in an editor is made by a program:
 * output, source control's old versions, settings' defaults, terminals.
 */
const schemes = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-interactive-input',
  'vscode-remote',
  'vscode-vfs',
  'vscode-userdata',
  'vscode-test-web',
  'memfs',
  'github',
  'ftp',
  'sftp',
  'ssh',
];

/** Which documents Cria works on: any language. */
export const documentSelector = schemes.map((scheme) => ({ scheme }));

/** Whether Cria works on a document with this scheme. */
export function isWritten(scheme: string): boolean {
  return schemes.includes(scheme);
}
