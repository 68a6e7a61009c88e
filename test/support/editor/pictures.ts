import path from 'node:path';
import { results } from './places';
import type { Workbench } from './workbench';

/** VS Code's themes; its workbench element carries the class. */
const themes = {
  light: { setting: 'Light Modern', className: 'vs' },
  dark: { setting: 'Dark Modern', className: 'vs-dark' },
} as const;

/** Keeps a picture of the window in both themes as `{dark,light}/NAME.png`, and leaves it in the dark one. */
export async function keepPictures(workbench: Workbench, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    const { setting, className } = themes[theme];
    await workbench.changeSettings({ 'workbench.colorTheme': setting });
    await workbench.page.locator(`.monaco-workbench.${className}`).waitFor();
    await keepPicture(workbench, path.join(results, theme, `${name}.png`));
  }
}

/** Keeps a picture of the window as it is. */
export async function keepPicture({ page }: Workbench, file: string): Promise<void> {
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** Drags the edge of the sidebar to this place, in pixels from the left. */
export async function widenSidebar({ page }: Workbench, to: number): Promise<void> {
  const sidebar = await page.locator('.part.sidebar').boundingBox();
  if (!sidebar) throw new Error('There is no sidebar.');
  const y = sidebar.y + sidebar.height / 2;
  await page.mouse.move(sidebar.x + sidebar.width, y);
  await page.mouse.down();
  await page.mouse.move(to, y, { steps: 5 });
  await page.mouse.up();
}
