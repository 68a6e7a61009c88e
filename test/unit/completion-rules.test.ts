import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings, type Settings } from '../../shared/settings';
import type { Cursor, Trigger } from '../../server/completion/cursor';
import { mayBeKept, reasonToRest, reasonToSkip } from '../../server/completion/rules';
import { documentPaths } from '../../server/paths';
import { cursorAt } from './completion-notation';

function reason(
  marked: string,
  {
    trigger = 'automatic',
    change,
    ...facts
  }: Partial<Cursor> & { trigger?: Trigger; change?: (settings: Settings) => void } = {},
): string | null {
  const settings = defaultSettings();
  change?.(settings);
  return reasonToSkip(cursorAt(marked, facts), settings, trigger);
}

test('an ordinary place is not skipped', () => {
  assert.equal(reason('const a = ║;'), null);
  assert.equal(reason('const a = ║;', { trigger: 'manual' }), null);
  assert.equal(reason('x = ║', { uri: 'untitled:Untitled-1' }), null);
});

test('what is turned off is skipped', () => {
  assert.match(reason('a║', { change: (s) => (s.enabled = false) }) ?? '', /turned off/);
  assert.match(
    reason('a║', { trigger: 'manual', change: (s) => (s.completion.enabled = false) }) ?? '',
    /completion\.enabled/,
  );
  const manualOnly = (s: Settings) => (s.completion.automatic = false);
  assert.match(reason('a║', { change: manualOnly }) ?? '', /completion\.automatic/);
  assert.equal(reason('a║', { trigger: 'manual', change: manualOnly }), null);
  const noMarkdown = (s: Settings) => (s.completion.disabledLanguages = ['markdown']);
  assert.match(reason('a║', { languageId: 'markdown', change: noMarkdown }) ?? '', /turned off for markdown/);
  assert.equal(reason('a║', { languageId: 'python', change: noMarkdown }), null);
});

test('secret files are excluded wherever they are', () => {
  for (const uri of [
    'file:///project/.env',
    'file:///project/sub/.env.local',
    'file:///other/.ssh/id_rsa',
    'file:///c%3A/keys/a.pem',
  ]) {
    assert.match(reason('a║', { uri, trigger: 'manual' }) ?? '', /excluded by/, uri);
  }
  assert.equal(reason('a║', { uri: 'file:///project/environment.ts' }), null);
});

test('globs match the full path and the path in the workspace, dotfiles too', () => {
  const exclude = (...globs: string[]) => ({ change: (s: Settings) => (s.completion.exclude = globs) });
  assert.match(reason('a║', { uri: 'file:///project/gen/x/a.ts', ...exclude('gen/**') }) ?? '', /gen\/\*\*/);
  assert.match(reason('a║', { uri: 'file:///project/.hidden/a.ts', ...exclude('**/*.ts') }) ?? '', /excluded/);
  assert.match(reason('a║', { uri: 'file:///else/a.ts', ...exclude('/else/**') }) ?? '', /excluded/);
  assert.equal(reason('a║', { uri: 'file:///else/gen/a.ts', ...exclude('gen/**') }), null);
});

test('paths are decoded, and Windows drives have no slash before them', () => {
  const paths = documentPaths({
    uri: 'file:///c%3A/My%20Code/%C3%A4.ts',
    workspaceFolders: ['file:///c%3A/My%20Code'],
  });
  assert.deepEqual(paths, ['c:/My Code/ä.ts', 'ä.ts']);
  assert.deepEqual(documentPaths({ uri: 'untitled:Untitled-1', workspaceFolders: ['file:///w'] }), ['Untitled-1']);
  assert.deepEqual(documentPaths({ uri: 'vscode-remote://ssh-remote+h/w/a%2.ts', workspaceFolders: [] }), [
    '/w/a%2.ts',
  ]);
});

test('a large file is skipped', () => {
  const small = (s: Settings) => (s.completion.maxFileSize = 1);
  assert.match(reason(`${'x'.repeat(1025)}\n║`, { change: small }) ?? '', /larger than 1 KB/);
  assert.equal(reason(`${'x'.repeat(900)}\n║`, { change: small }), null);
});

test('inside a word only the user gets a suggestion', () => {
  assert.match(reason('const na║me = 1') ?? '', /inside a word/);
  assert.match(reason('größe = gr║öße') ?? '', /inside a word/);
  assert.match(reason('𝒳║𝒴') ?? '', /inside a word/);
  assert.equal(reason('const na║me = 1', { trigger: 'manual' }), null);
  assert.equal(reason('const name║ = 1'), null);
  assert.equal(reason('f(║name)'), null);
});

test('in an empty document only the user gets a suggestion', () => {
  assert.match(reason('║') ?? '', /empty/);
  assert.match(reason('\n ║\n') ?? '', /empty/);
  assert.equal(reason('║', { trigger: 'manual' }), null);
});

test('a cursor between the halves of a character is skipped', () => {
  const at = { ...cursorAt('😀║'), offset: 1 };
  assert.match(reasonToSkip(at, defaultSettings(), 'manual') ?? '', /inside a character/);
});

test('without focus or on battery only the user gets a suggestion', () => {
  assert.equal(reasonToRest({ focused: true, savingPower: false }, 'automatic'), null);
  assert.match(reasonToRest({ focused: false, savingPower: false }, 'automatic') ?? '', /pauseUnfocused/);
  assert.match(reasonToRest({ focused: true, savingPower: true }, 'automatic') ?? '', /power\.saver/);
  assert.equal(reasonToRest({ focused: false, savingPower: true }, 'manual'), null);
});

test('what is evaluated may be kept on disk, but not of secret files, without trust or where that is off', () => {
  const kept = (uri: string, trusted = true, change?: (settings: Settings) => void) => {
    const settings = defaultSettings();
    change?.(settings);
    return mayBeKept({ uri, workspaceFolders: ['file:///project'] }, settings, trusted);
  };
  assert.ok(kept('file:///project/a.ts'));
  assert.ok(kept('untitled:Untitled-1'));
  assert.ok(!kept('file:///project/.env'));
  assert.ok(!kept('file:///project/a.ts', false));
  assert.ok(!kept('file:///project/a.ts', true, (s) => (s.promptCache.disk = false)));
});
