/** Takes the picture that the tour test made into README: `npx tsx test/support/editor/keep-screenshot.ts`. */
import fs from 'node:fs';
import path from 'node:path';
import { readmePicture, repository } from './places';

fs.copyFileSync(readmePicture, path.join(repository, 'media', 'screenshot.png'));
