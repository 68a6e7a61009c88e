import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { installProblem, isInstalled, nodeProblem } from '../../scripts/bootstrap.mjs';
import { freePort, host } from '../../scripts/editor/port';
import failures from '../../scripts/failures.json';
import { sourceHash } from '../../scripts/setup/build';
import { atomically } from '../../scripts/setup/files';
import { defaultModelStep, type ModelPlace } from '../../scripts/setup/model';
import { silentProgress, type Progress } from '../../scripts/setup/progress';
import { announcedBytes, findPip } from '../../scripts/setup/python';
import { ensure, explain, runSteps, StepError, type Step } from '../../scripts/setup/step';
import catalog from '../../models/catalog.json';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cria-scripts-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function recorded(): Progress & { said: string[] } {
  const said: string[] = [];
  return { ...silentProgress, said, say: (text) => said.push(text) };
}

const step = (name: string, done: boolean, run: Step['run'] = () => Promise.resolve()): Step => ({
  name,
  done: () => Promise.resolve(done),
  run,
});

const systemError = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('steps', () => {
  test('run in order, and are skipped when done', async () => {
    const ran: string[] = [];
    const progress = recorded();
    const remember = (name: string) => () => {
      ran.push(name);
      return Promise.resolve();
    };
    await runSteps([step('A', true, remember('A')), step('B', false, remember('B'))], progress);
    assert.deepEqual(ran, ['B']);
    assert.equal(progress.said[0], '[1/2] A: already there');
    assert.equal(progress.said[1], '[2/2] B');
  });

  test('a failure names its step and what to do, and ends the set-up', async () => {
    const later = step('Later', false, () => Promise.reject(new Error('was run')));
    const failing = step('Model', false, () =>
      Promise.reject(systemError('ENOSPC', 'ENOSPC: no space left on device')),
    );
    await assert.rejects(runSteps([failing, later], silentProgress), (error) => {
      assert.ok(error instanceof StepError);
      assert.match(error.message, /step 1, "Model".*The disk is full/);
      assert.match(error.nextStep, /Free some space/);
      return true;
    });
  });

  const known: [string, string, RegExp][] = [
    ['ENOSPC', 'ENOSPC: no space left on device, write', /disk is full/],
    ['EADDRINUSE', 'listen EADDRINUSE: address already in use 127.0.0.1:8123', /port is taken/],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND example.invalid', /cannot be reached/],
    ['EROFS', "EROFS: read-only file system, mkdir '/x'", /cannot be written to/],
    ['EACCES', "EACCES: permission denied, open '/x'", /cannot be written to/],
  ];
  for (const [code, message, expected] of known) {
    test(`${code} is explained`, () => assert.match(explain(systemError(code, message)).message, expected));
  }

  test('an error that nobody foresaw keeps its text', () => {
    assert.equal(explain(new Error('odd')).message, 'odd');
  });
});

describe('bare clone', () => {
  test('an old Node is told so', () => {
    assert.match(nodeProblem('18.19.1') ?? '', /needs Node 20\.13 or newer; this is Node 18\.19\.1.*nodejs\.org/s);
    assert.notEqual(nodeProblem('20.12.2'), null);
    assert.equal(nodeProblem('20.13.0'), null);
    assert.equal(nodeProblem('26.1.0'), null);
  });

  test('npm without a network is explained', () => {
    const output = 'npm error code EAI_AGAIN\nnpm error request to a registry failed';
    assert.match(installProblem(output, failures), /registry cannot be reached.*Next: Check the network/s);
    assert.match(installProblem('npm error something else', failures), /read what npm printed/);
  });

  test('packages are installed again when the lock file changes', async () => {
    const root = path.join(folder, 'clone');
    const lock = path.join(root, 'package-lock.json');
    const installed = path.join(root, 'node_modules', '.package-lock.json');
    await mkdir(path.dirname(installed), { recursive: true });
    await writeFile(lock, '{}');
    assert.equal(isInstalled(root), false, 'nothing installed');
    await writeFile(installed, '{}');
    await utimes(lock, 1000, 1000);
    assert.equal(isInstalled(root), true, 'installed by hand after the lock file was written');
    await utimes(lock, new Date(), new Date(Date.now() + 60_000));
    assert.equal(isInstalled(root), false, 'lock file written since');
    await writeFile(path.join(root, 'node_modules', '.cria-lock'), createHash('sha256').update('{}').digest('hex'));
    assert.equal(isInstalled(root), true, 'installed by us from this lock file');
    await writeFile(lock, '{"changed": true}');
    assert.equal(isInstalled(root), false, 'lock file changed');
  });
});

describe('default model', () => {
  const content = 'a model';
  const adapter = 'an adapter';
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  let count = 0;

  async function place(over: Partial<ModelPlace> = {}): Promise<ModelPlace & { target: string }> {
    const root = path.join(folder, `model-${count++}`);
    const model = {
      ...catalog.default,
      bytes: content.length,
      sha256: sha256(content),
      adapter: { ...catalog.default.adapter, sha256: sha256(adapter) },
    };
    const source = path.join(root, 'repository', model.adapter.folder);
    await mkdir(source, { recursive: true });
    await writeFile(path.join(source, model.adapter.file), adapter);
    const models = path.join(root, 'models');
    return {
      model,
      folder: models,
      target: path.join(models, model.file),
      adapters: path.join(root, 'repository'),
      findPip: () => Promise.resolve({ command: 'pip', before: [] }),
      download: (_pip, _model, part) => writeFile(part, content),
      ...over,
    };
  }

  test('is downloaded with its adapter, and not again', async () => {
    const at = await place();
    assert.equal(await defaultModelStep(at).done(), false);
    await ensure(defaultModelStep(at), silentProgress);
    assert.equal(await readFile(at.target, 'utf8'), content);
    assert.deepEqual((await readdir(at.folder)).sort(), [at.model.file, at.model.adapter.file].sort());
    assert.equal(await defaultModelStep(at).done(), true);
  });

  test('a wrong download is deleted and never taken', async () => {
    const at = await place({ download: (_pip, _model, part) => writeFile(part, 'a wrong') });
    await assert.rejects(ensure(defaultModelStep(at), silentProgress), /SHA-256 is .*, expected .*deleted/);
    assert.deepEqual(await readdir(at.folder), []);
    assert.equal(await defaultModelStep(at).done(), false);
  });

  test('half a file starts again, and says so', async () => {
    const at = await place();
    await mkdir(at.folder, { recursive: true });
    await writeFile(at.target, content.slice(0, 3));
    const progress = recorded();
    await ensure(defaultModelStep(at), progress);
    assert.match(progress.said.join('\n'), /not the file that it should be.*fetching it again/);
    assert.equal(await readFile(at.target, 'utf8'), content);
  });

  test('a full disk leaves nothing half made', async () => {
    const at = await place({
      download: async (_pip, _model, part) => {
        await writeFile(part, 'half');
        throw systemError('ENOSPC', 'ENOSPC: no space left on device, write');
      },
    });
    await assert.rejects(runSteps([defaultModelStep(at)], silentProgress), /Default model.*The disk is full/);
    assert.deepEqual(await readdir(at.folder), []);
  });

  test('without pip the other ways are told', async () => {
    const at = await place({ findPip: () => Promise.resolve(null) });
    await assert.rejects(ensure(defaultModelStep(at), silentProgress), (error) => {
      assert.ok(error instanceof StepError);
      assert.match(error.message, /no pip/);
      for (const way of ['Python', at.model.file, at.target, 'CRIA_MODEL'])
        assert.ok(error.nextStep.includes(way), way);
      return true;
    });
  });

  test('a PATH without Python has no pip', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      assert.equal(await findPip(), null);
    } finally {
      process.env.PATH = PATH;
    }
  });

  test('the size that pip announces', () => {
    assert.equal(announcedBytes('  Downloading a-1-py3-none-any.whl (92.9 MB)\n'), 92.9e6);
    assert.equal(announcedBytes('Downloading a.whl (512 kB)'), 512e3);
    assert.equal(announcedBytes('Saved ./a.whl'), null);
  });
});

describe('files', () => {
  test('what a dead run left half made is removed, what a living one makes is left', async () => {
    const target = path.join(folder, 'made', 'thing');
    await mkdir(path.dirname(target), { recursive: true });
    const dead = `${target}.4194999.part`;
    const living = `${target}.${process.ppid}.part`;
    await writeFile(dead, '');
    await writeFile(living, '');
    await atomically(target, (part) => writeFile(part, 'whole'));
    assert.deepEqual(await readdir(path.dirname(target)), ['thing', path.basename(living)]);
  });

  test('a build is stale when a source changes', async () => {
    const root = path.join(folder, 'sources');
    await mkdir(path.join(root, 'server'), { recursive: true });
    await writeFile(path.join(root, 'server/a.ts'), '1');
    const first = await sourceHash([], root);
    assert.equal(await sourceHash([], root), first);
    await writeFile(path.join(root, 'server/a.ts'), '2');
    assert.notEqual(await sourceHash([], root), first);
  });
});

describe('port', () => {
  test('a taken port is an error when it was named, else the next free one is taken', async () => {
    const server = createServer();
    const taken = await new Promise<number>((resolve) => {
      server.listen(0, host, () => {
        const address = server.address();
        if (typeof address === 'object' && address !== null) resolve(address.port);
      });
    });
    try {
      await assert.rejects(freePort(8123, taken), new RegExp(`Port ${taken} is taken`));
      assert.ok((await freePort(taken)) > taken);
    } finally {
      server.close();
    }
  });
});
