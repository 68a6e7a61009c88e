import type { Page } from 'playwright-core';
import type { Frame } from './gif';

/**
 * Keeps every picture that the browser draws of a page, as Chromium's own screencast gives them: with the time at which
 * it was drawn, and none where nothing changed.
 * @returns a function that ends the recording and gives the frames in order.
 */
export async function recordPage(page: Page): Promise<() => Promise<Frame[]>> {
  const devtools = await page.context().newCDPSession(page);
  const frames: Frame[] = [];
  devtools.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    frames.push({ png: Buffer.from(data, 'base64'), at: 1000 * (metadata.timestamp ?? NaN) });
    // The browser sends the next one only then. It cannot be told when it is being closed.
    void devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await devtools.send('Page.startScreencast', { format: 'png' });
  return async () => {
    await devtools.send('Page.stopScreencast');
    // Frames are compressed side by side, and a later one may be done first.
    return frames.sort((a, b) => a.at - b.at);
  };
}
