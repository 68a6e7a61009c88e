import { folderOf, stemOf, type ImportLink } from './links';

/** What `use …;` imports; the last part of a path is a module or a name in one. */
export function rustUse(text: string, path: string): Partial<ImportLink>[] {
  const brace = text.indexOf('{');
  const head = brace < 0 ? text : text.slice(0, brace);
  const segments = head
    .split('::')
    .map((part) => part.trim().replace(/\sas\s.*$/s, ''))
    .filter(Boolean);
  const last = segments.at(-1) ?? '';
  if (brace < 0 && last !== '*') {
    return [{ ...moduleAt(segments.slice(0, -1), path), names: [last] }, moduleAt(segments, path)];
  }
  const parents = segments.filter((segment) => segment !== '*');
  const names = (text.slice(head.length).match(/\w+/g) ?? []).filter((name) => name !== 'self' && name !== 'as');
  return [{ ...moduleAt(parents, path), names }, ...names.map((name) => moduleAt([...parents, name], path))];
}

/** What `mod name;` imports. */
export function rustModuleLine(name: string, path: string): Partial<ImportLink> {
  return moduleAt(['self', name], path);
}

/** The files in which a module of this path can be. */
function moduleAt([root = '', ...inner]: readonly string[], path: string): Partial<ImportLink> {
  const stem = stemOf(path);
  // The folder of a module's children: that of `mod.rs` itself, else one with the file's name.
  const children = /\/(?:mod|lib|main)$/.test(stem) ? folderOf(path) : stem;
  if (root === 'crate') {
    const source = /^.*\/src(?=\/)/.exec(path)?.[0];
    return source === undefined
      ? { endings: [inner.join('/')].filter(Boolean) }
      : { exact: [[source, ...inner].join('/')] };
  }
  if (root === 'self') return { exact: [[children, ...inner].join('/')] };
  if (root === 'super') {
    const ups = inner.findIndex((part) => part !== 'super');
    const rest = ups < 0 ? [] : inner.slice(ups);
    let base = folderOf(children);
    for (let up = inner.length - rest.length; up > 0; up--) base = folderOf(base);
    return { exact: [[base, ...rest].join('/')] };
  }
  // Another crate of the workspace, whose folder may have hyphens where the code has underscores.
  const within = inner.length === 0 ? 'lib' : inner.join('/');
  return { endings: [`${root}/src/${within}`, `${root.replaceAll('_', '-')}/src/${within}`] };
}
