import type { GgufFault } from './gguf';

/** What is wrong with a model file, for the user. */
export type ModelProblem = (name: string, path: string) => { text: string; nextStep: string };

const another = 'Choose another GGUF file: set cria.model.path.';
const again = 'Download the file again, then restart Cria.';

/** Bytes as people read them. */
export const size = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} bytes`;
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  const value = bytes / { kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
};

/** Every way in which a file can be no usable model; each has a text of its own. */
const plain = {
  missing: (_, path) => ({
    text: `The model file ${path} does not exist.`,
    nextStep: 'Choose a GGUF file: set cria.model.path or CRIA_MODEL to its path.',
  }),
  folder: (_, path) => ({
    text: `The model path ${path} is a folder, not a file.`,
    nextStep: 'Set cria.model.path to the GGUF file inside it.',
  }),
  noFile: (_, path) => ({ text: `The model path ${path} is not a regular file.`, nextStep: another }),
  unreadable: (_, path) => ({
    text: `Cria is not allowed to read the model file ${path}.`,
    nextStep: 'Give your user permission to read it, then restart Cria.',
  }),
  empty: (name) => ({ text: `The model file ${name} is empty.`, nextStep: again }),
  noWeights: (name) => ({ text: `${name} holds a vocabulary but no weights.`, nextStep: another }),
  noVocabulary: (name) => ({ text: `${name} holds weights but no vocabulary.`, nextStep: another }),
} satisfies Record<string, ModelProblem>;

export const problems = {
  ...plain,
  /** Any other error of the file system. */
  system:
    (code: string): ModelProblem =>
    (_, path) => ({
      text: `The model file ${path} cannot be read: the system reports ${code}.`,
      nextStep: 'Check the disk or choose another file with cria.model.path.',
    }),
  otherKind:
    (kind: string): ModelProblem =>
    (name) => ({
      text:
        kind === 'adapter'
          ? `${name} is an adapter (LoRA), which changes a model but is none.`
          : `${name} is of the kind "${clean(kind)}", not a model.`,
      nextStep: another,
    }),
  notText:
    (purpose: string): ModelProblem =>
    (name) => ({ text: `${name} does not write text: it ${purpose}.`, nextStep: another }),
  impossible:
    (of: string, count: number): ModelProblem =>
    (name) => ({ text: `${name} is damaged: it claims to have ${count} ${of}.`, nextStep: again }),
  laterPart:
    (first: string): ModelProblem =>
    (name) => ({
      text: `${name} is a later part of a model in several files.`,
      nextStep: `Set cria.model.path to the first part, ${clean(first)}, with all parts in one folder.`,
    }),
  renamedPart:
    (first: string): ModelProblem =>
    (name) => ({
      text: `${name} is the first part of a model in several files, but its name does not say so.`,
      nextStep: `Give the parts back their names, the first one ${clean(first)}.`,
    }),
  fault:
    (fault: GgufFault, bytes: number): ModelProblem =>
    (name) =>
      faultMessage(fault, bytes, name),
};

function faultMessage(fault: GgufFault, bytes: number, name: string): ReturnType<ModelProblem> {
  switch (fault.kind) {
    case 'notGguf': {
      const found = otherFormat(fault.start);
      return {
        text: `${name} is not a GGUF file${found ? `; it looks like ${found}` : ''}.`,
        nextStep: 'Cria needs a model in the GGUF format: look for one whose name ends in .gguf.',
      };
    }
    case 'bigEndian':
      return {
        text: `${name} was made for big-endian machines.`,
        nextStep: 'Download the usual little-endian file.',
      };
    case 'version':
      return {
        text: `${name} has version ${fault.version} of the GGUF format; Cria reads 2 and 3.`,
        nextStep: fault.version > 3 ? 'Update Cria or choose an older file.' : 'Download a newer file of the model.',
      };
    case 'truncated':
      return {
        text:
          fault.needed === undefined
            ? `${name} is incomplete: it ends after ${size(bytes)}, inside its header.`
            : `${name} is incomplete: it has ${size(bytes)} of ${size(fault.needed)}.`,
        nextStep: again,
      };
    case 'garbage':
      return { text: `${name} is damaged: ${clean(fault.detail)}.`, nextStep: again };
    case 'tensorType':
      return {
        text: `${name} has weights in a number format (${fault.type}) that Cria's llama.cpp does not know.`,
        nextStep: 'Choose a file with another quantisation, for example Q4_K_M.',
      };
  }
}

/** Text out of a file, fit to be shown: it may hold anything. */
const clean = (text: string) => text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, 120);

/** Names a well-known format by the first bytes of its files. */
function otherFormat(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  if (text.startsWith('PK\x03\x04')) return 'a zip archive or a PyTorch checkpoint';
  if (start[0] === 0x80 && (start[1] ?? 0) >= 2 && (start[1] ?? 0) <= 5) return 'a PyTorch checkpoint (pickle)';
  if (/^.{8}\{/s.test(text) && start.length >= 9 && start.readUInt32LE(4) === 0) return 'a safetensors file';
  if (/^(lmgg|tjgg|fmgg|algg)/.test(text)) return 'a file of the GGML format that came before GGUF';
  if (text.startsWith('\x89HDF')) return 'an HDF5 file';
  if (text.startsWith('version https://')) return 'a pointer of Git LFS, not the file itself';
  if (/^\s*<(!doctype|html)/i.test(text)) return 'a web page, perhaps of a failed download';
  return undefined;
}
