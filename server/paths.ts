/** A document and the workspace around it. */
export interface PlacedDocument {
  uri: string;
  /** URIs of the workspace's folders. */
  workspaceFolders: string[];
}

/** Paths with `/` that a glob may speak of: the full one, and one relative to each workspace folder around it. */
export function documentPaths(at: PlacedDocument): string[] {
  const full = pathOf(at.uri);
  const folders = at.workspaceFolders.map((folder) => `${pathOf(folder).replace(/\/$/, '')}/`);
  const inside = folders.filter((folder) => full.startsWith(folder)).map((folder) => full.slice(folder.length));
  return [full, ...inside];
}

/** Path of a URI, decoded, without the slash before a Windows drive. */
function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?/i, '').replace(/[?#].*$/, '');
  return decode(path).replace(/^\/(?=[a-z]:)/i, '');
}

/** A path that is not valid percent encoding is taken as it stands. */
function decode(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}
