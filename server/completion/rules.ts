import picomatch from 'picomatch';
import type { Activity } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import { documentPaths } from '../paths';
import { splitsCharacter, type Cursor, type Trigger } from './cursor';

const wordAtEnd = /[\p{L}\p{N}\p{M}_$]$/u;
const wordAtStart = /^[\p{L}\p{N}\p{M}_$]/u;

/**
 * Why no completion is computed at this place, as a sentence for the trace; null where one is.
 * File sizes count UTF-16 units as bytes, so that a key press never walks through the whole document.
 */
export function reasonToSkip(at: Cursor, settings: Settings, trigger: Trigger): string | null {
  const { completion } = settings;
  if (!settings.enabled) return 'Cria is turned off';
  if (!completion.enabled) return 'completions are turned off here (cria.completion.enabled)';
  if (trigger === 'automatic' && !completion.automatic) {
    return 'automatic suggestions are turned off (cria.completion.automatic)';
  }
  if (completion.disabledLanguages.includes(at.languageId)) {
    return `completions are turned off for ${at.languageId} (cria.completion.disabledLanguages)`;
  }
  const glob = excludedBy(at, completion.exclude);
  if (glob !== null) return `the file is excluded by ${glob} (cria.completion.exclude)`;
  if (at.text.length > completion.maxFileSize * 1024) {
    return `the file is larger than ${completion.maxFileSize} KB (cria.completion.maxFileSize)`;
  }
  if (splitsCharacter(at.text, at.offset)) return 'the cursor is inside a character';
  if (trigger === 'automatic') {
    if (at.text.length <= 64 && at.text.trim() === '') return 'the document is empty';
    if (insideWord(at)) return 'the cursor is inside a word';
  }
  return null;
}

/** Why the machine is left in peace, as a sentence for the trace; null where it is not. Who asks by hand is answered. */
export function reasonToRest({ focused, savingPower }: Activity, trigger: Trigger): string | null {
  if (trigger === 'manual') return null;
  if (savingPower) return 'the machine saves power (cria.power.saver)';
  if (!focused) return 'the window has been without focus for a while (cria.power.pauseUnfocused)';
  return null;
}

/** Whether what is evaluated for this document may be written to disk: nothing of secret files or untrusted workspaces. */
export function mayBeKept(at: Pick<Cursor, 'uri' | 'workspaceFolders'>, settings: Settings, trusted: boolean): boolean {
  return trusted && settings.promptCache.disk && excludedBy(at, settings.completion.exclude) === null;
}

/** The first glob that matches the document's path, its path in the workspace or, for untitled ones, its name. */
function excludedBy(at: Pick<Cursor, 'uri' | 'workspaceFolders'>, globs: string[]): string | null {
  if (globs.length === 0) return null;
  const paths = documentPaths(at);
  return globs.find((glob) => paths.some((path) => picomatch.isMatch(path, glob, { dot: true }))) ?? null;
}

/** Whether letters stand on both sides of the cursor; two units are a code point, so that astral letters count. */
function insideWord({ text, offset }: Cursor): boolean {
  return (
    wordAtEnd.test(text.slice(Math.max(0, offset - 2), offset)) && wordAtStart.test(text.slice(offset, offset + 2))
  );
}
