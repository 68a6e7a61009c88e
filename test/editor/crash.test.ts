import assert from 'node:assert/strict';
import { eventually, throughout } from '../support/editor/poll';
import { isAlive, killNow } from '../support/editor/processes';
import { editorSuite, type Session } from '../support/editor/session';

const settings = { 'cria.chat.temperature': 0, 'cria.chat.seed': 1, 'cria.chat.maxTokens': 600 };

/** Kills the language server as a native abort ends it, and returns its process id. */
async function killServer({ vscode }: Session): Promise<number> {
  const server = await eventually('a server runs', () => vscode.languageServers()[0]);
  killNow(server.pid);
  await eventually('it is gone', () => !isAlive(server.pid));
  return server.pid;
}

/** Waits until a server that is none of `gone` has the model loaded. */
async function waitForReturn({ vscode, workbench }: Session, gone: number[]): Promise<void> {
  await eventually('another server runs', () => vscode.languageServers().some(({ pid }) => !gone.includes(pid)));
  await workbench.waitForStatus(/ready/i, 60_000);
}

/** The tests follow one another: the extension counts the crashes of five minutes. */
const killed: number[] = [];

editorSuite('crash', { settings }, (test) => {
  test('killed in the middle of an answer, the server comes back, and the answer is kept', async (session) => {
    const { workbench, screenshots } = session;
    const { chat } = workbench;
    await chat.show();
    await chat.ask('Explain in many paragraphs what a linked list, a stack, a queue and a tree are.');
    const beginning = await chat.waitForStream(100);
    killed.push(await killServer(session));

    const kept = await chat.waitForAnswer(['stopped', 'error']);
    assert.equal(kept.slice(0, 40), beginning.slice(0, 40));
    await chat.answers.last().getByText('stopped in the middle of this answer').waitFor();
    const told = workbench.notification(/stopped unexpectedly/);
    await told.waitFor();
    await screenshots('server-killed');
    await waitForReturn(session, killed);
    assert.equal(await told.count(), 1, 'the user is told once');

    await chat.answers.last().getByRole('button', { name: 'Retry' }).click();
    await chat.waitForStream();
    await chat.button('Stop').click();
    await chat.waitForAnswer(['stopped']);
  });

  test('suggestions work with the new server', async ({ workbench }) => {
    await workbench.openFile('after.py', '');
    await workbench.type('def add(a, b):\nreturn ');
    await workbench.waitForGhostText();
  });

  test('after three crashes in five minutes it stays down and says how to go on', async (session) => {
    const { workbench, vscode, screenshots } = session;
    await workbench.closeNotifications();
    killed.push(await killServer(session));
    await waitForReturn(session, killed);
    assert.equal(await workbench.notification(/stopped unexpectedly/).count(), 0, 'the second crash is not told again');

    killed.push(await killServer(session));
    const label = await workbench.waitForStatus(/error|not running|stopped/i);
    assert.match(label, /Cria/);
    await workbench.chat.frame
      .getByText(/stopped 3 times in 5 minutes/)
      .first()
      .waitFor();
    await screenshots('server-down');
    // Longer than the longest wait before a restart.
    await throughout('no server is started', () => vscode.languageServers().length === 0, 5_000);
  });

  test('restarting it by hand brings it back', async (session) => {
    await session.workbench.command('Cria: Restart Server');
    await waitForReturn(session, killed);
  });
});
