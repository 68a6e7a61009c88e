/** `npm start`. */
import { bootstrap } from './bootstrap.mjs';

bootstrap('start.ts');
