import type { ModelReport, ServerStatus, UserMessage } from '../shared/protocol';

/** What the status bar item shows. */
export interface StatusView {
  /** With icons as `$(name)`. */
  text: string;
  /** Markdown. */
  tooltip: string;
  /** For screen readers. */
  label: string;
  isError: boolean;
}

/**
 * The status bar item for a state of the server.
 * @param excluded Why the active editor gets no suggestions, or null.
 */
export function statusView(status: ServerStatus, excluded: string | null): StatusView {
  const { icon, state, suffix = '' } = appearance(status, excluded);
  const lines = [`**Cria: ${state}**`, ...details(status)];
  if (excluded !== null && status.state !== 'off') lines.push(`No suggestions here: ${escaped(excluded)}.`);
  lines.push('Click for the menu.');
  return {
    text: `$(${icon}) Cria${suffix}`,
    tooltip: lines.join('\n\n'),
    label: `Cria: ${state}`,
    isError: status.state === 'error',
  };
}

function appearance(status: ServerStatus, excluded: string | null): { icon: string; state: string; suffix?: string } {
  switch (status.state) {
    case 'off':
      return { icon: 'circle-slash', state: 'off' };
    case 'error':
      return { icon: 'error', state: 'error' };
    case 'loading':
      return status.progress === undefined
        ? { icon: 'loading~spin', state: 'starting' }
        : {
            icon: 'loading~spin',
            state: `loading, ${percent(status.progress)}`,
            suffix: ` ${percent(status.progress)}`,
          };
    case 'unloaded':
      return { icon: 'circle-large-outline', state: 'the model is loaded when it is first needed' };
    case 'ready':
      if (status.busy !== null) return { icon: 'sync~spin', state: 'thinking' };
      return excluded === null ? { icon: 'sparkle', state: 'ready' } : { icon: 'eye-closed', state: 'excluded here' };
  }
}

function details(status: ServerStatus): string[] {
  if (status.error) return [escaped(status.error.text), escaped(status.error.nextStep)];
  if (status.model) return modelLines(status.model);
  return status.modelName === undefined ? [] : [`Model: ${escaped(status.modelName)}`];
}

/** What the engine got, as a markdown list. */
function modelLines(model: ModelReport): string[] {
  const infill =
    model.infill.order === 'none'
      ? `no: ${model.infill.why}`
      : `yes, ${model.infill.order.toUpperCase()}${model.infill.adapter === undefined ? '' : `, by ${model.infill.adapter}`}`;
  const { ram, vram } = model.memory;
  const rows: [string, string][] = [
    ['Model', `${model.name} (${bytes(model.fileBytes)})`],
    ['Device', `${model.deviceName} (${model.device})`],
    ['Layers on the GPU', `${model.gpuLayers} of ${model.totalLayers}`],
    ['Memory', vram > 0 ? `${bytes(ram)}, and ${bytes(vram)} on the GPU` : bytes(ram)],
    ['Context', `${model.contextSize} tokens, KV cache ${model.kvCacheType}`],
    ['Threads', String(model.threads)],
    ['Fills in the middle', infill],
  ];
  return [rows.map(([name, value]) => `- ${name}: ${escaped(value)}`).join('\n')];
}

/**
 * The error that a change of status has to tell, or null. The same error is told once, until things were well again.
 * @param told What was told last.
 */
export function errorToTell(
  status: ServerStatus,
  told: string | null,
): { tell: UserMessage | null; told: string | null } {
  if (status.state === 'ready' || status.state === 'off') return { tell: null, told: null };
  if (!status.error || status.error.text === told) return { tell: null, told };
  return { tell: status.error, told: status.error.text };
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

/** Bytes as people write them: `98 MB`, `3.8 GB`. */
export function bytes(count: number): string {
  if (count < 1e9) return `${Math.round(count / 1e6)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** Names of files and devices are text, never markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~$!]/g, String.raw`\$&`);
}
