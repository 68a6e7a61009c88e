/**
 * Gets a bare clone to where TypeScript runs: checks Node, installs the packages, hands over to a script.
 * It uses nothing but Node itself, and no syntax that an old Node would stumble over before it can be told so.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** Major and minor: package.json's `engines` says the same. */
const lowestNode = [20, 13];

/** Says why this Node cannot be used, or null where it can. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > lowestNode[0] || (major === lowestNode[0] && minor >= lowestNode[1])
    ? null
    : `Cria needs Node ${lowestNode.join('.')} or newer; this is Node ${version}.\nNext: get a newer one at nodejs.org and run the command again.`;
}

/** The reason that the output of a failed npm shows, with what to do next. */
export function installProblem(output, failures) {
  const known = failures.find(({ pattern }) => new RegExp(pattern, 'i').test(output));
  return known
    ? `${known.what}\nNext: ${known.next}`
    : 'Next: read what npm printed above; deleting node_modules and running the command again often helps.';
}

/**
 * Whether node_modules was installed from the lock file as it is now: by this script, which leaves the lock file's
 * hash there, or by hand since the lock file was last written.
 */
export function isInstalled(root) {
  const stamp = readOrEmpty(stampOf(root));
  if (stamp !== '') return stamp === hashOfLock(root);
  return (
    writtenAt(path.join(root, 'node_modules', '.package-lock.json')) > writtenAt(path.join(root, 'package-lock.json'))
  );
}

function writtenAt(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? found.mtimeMs : 0;
}

function stampOf(root) {
  return path.join(root, 'node_modules', '.cria-lock');
}

function hashOfLock(root) {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  }
}

/** Runs a program whose output people see; answers with its exit status and, where asked, what it printed. */
function run(command, args, { keepErrors = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repository,
      stdio: ['inherit', 'inherit', keepErrors ? 'pipe' : 'inherit'],
      shell,
    });
    let errors = '';
    if (child.stderr) {
      child.stderr.on('data', (chunk) => {
        errors += chunk;
        process.stderr.write(chunk);
      });
    }
    child.on('error', reject);
    // A terminal sends Ctrl+C to both: the script ends in its own way, and this one after it.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('close', (status, signal) =>
      resolve({ status: status === null ? (signal === 'SIGINT' ? 130 : 1) : status, errors }),
    );
  });
}

async function install() {
  console.log('Installing the packages of package-lock.json (npm ci)');
  const { status, errors } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    keepErrors: true,
    // npm is a command file on Windows, which only a shell starts.
    shell: process.platform === 'win32',
  });
  if (status === 0) {
    writeFileSync(stampOf(repository), hashOfLock(repository));
    return true;
  }
  const failures = JSON.parse(readFileSync(path.join(repository, 'scripts', 'failures.json'), 'utf8'));
  console.error(`\nSet-up stopped: the packages could not be installed.\n${installProblem(errors, failures)}`);
  return false;
}

/** Runs `scripts/<script>` with the arguments of this process, after what it needs is there. Sets the exit status. */
export async function bootstrap(script) {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) {
    console.error(problem);
    process.exitCode = 1;
    return;
  }
  if (!isInstalled(repository) && !(await install())) {
    process.exitCode = 1;
    return;
  }
  const { status } = await run(process.execPath, [
    '--import',
    'tsx',
    path.join(repository, 'scripts', script),
    ...process.argv.slice(2),
  ]);
  process.exitCode = status;
}
