import picomatch from 'picomatch';
import { documentPaths } from '../paths';

/**
 * Files whose text never goes into the prompt of another one, whatever the settings say: what people keep keys and
 * passwords in, and what is not their own code.
 */
const never = [
  '**/{.env,.env.*,*.env,.envrc}',
  '**/*.{pem,key,p8,p12,pfx,ppk,jks,keystore,kdbx,asc,gpg,ovpn,tfvars,tfstate}',
  '**/*.tfvars.json',
  '**/{id_rsa,id_dsa,id_ecdsa,id_ed25519}*',
  '**/{.npmrc,.yarnrc,.yarnrc.yml,.pypirc,.netrc,_netrc,.pgpass,.my.cnf,.htpasswd,.git-credentials,.dockercfg}',
  '**/{kubeconfig,credentials,secrets,secret}',
  '**/{credentials,secrets,secret,service-account*}.{json,yml,yaml,toml,ini,properties,xml,txt}',
  '**/{.ssh,.aws,.azure,.gnupg,.kube,.docker}/**',
  '**/{node_modules,.git,.hg,.svn}/**',
];

/** Documents whose answer is kept; a workspace has fewer open. */
const mostKnown = 2000;

/** Which documents may lend their text to others. */
export interface SourceRules {
  /** Whether the document lies in the workspace and is neither secret nor excluded. */
  allows(uri: string): boolean;
  /** Path as people and models read it: in the workspace, or the name of a document outside. */
  shownPath(uri: string): string;
}

/**
 * @param folders URIs of the workspace's folders. Without any nothing is inside the workspace.
 * @param exclude Globs of `cria.completion.exclude`.
 */
export function sourceRules(folders: readonly string[], exclude: readonly string[]): SourceRules {
  const secret = picomatch(never, { dot: true, nocase: true });
  const excluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });
  const pathsOf = (uri: string) => {
    // A version of a file in source control has the path of the file, but is no document of the workspace.
    const near = folders.filter((folder) => originOf(folder) === originOf(uri) || isNotebookCell(uri));
    const [full = '', ...inside] = documentPaths({ uri, workspaceFolders: near });
    return { full, inside };
  };
  const allows = (uri: string) => {
    const { full, inside } = pathsOf(uri);
    // A folder of the user's keys may lie above the workspace; what is not the user's code is told from inside only.
    return (
      inside.length > 0 && ![full, ...inside].some((path) => excluded(path)) && !inside.some((path) => secret(path))
    );
  };
  const known = new Map<string, boolean>();
  return {
    allows(uri) {
      let allowed = known.get(uri);
      if (allowed === undefined) {
        allowed = allows(uri);
        if (known.size >= mostKnown) known.clear();
        known.set(uri, allowed);
      }
      return allowed;
    },
    shownPath(uri) {
      const { full, inside } = pathsOf(uri);
      return inside[0] ?? full.slice(full.lastIndexOf('/') + 1);
    },
  };
}

/** Scheme and authority of a URI. */
function originOf(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?/i.exec(uri)?.[0].toLowerCase().replace(/:$/, '://') ?? '';
}

/** Cells have the path of their notebook under a scheme of their own. */
function isNotebookCell(uri: string): boolean {
  return uri.startsWith('vscode-notebook-cell:');
}
