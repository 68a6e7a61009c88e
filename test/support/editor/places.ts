import path from 'node:path';

export const repository = path.resolve(__dirname, '../../..');

/** Pictures and logs that the tests leave for people. */
export const results = path.join(repository, 'test', 'results', 'editor');

/** The window as README shows it. */
export const readmePicture = path.join(results, 'readme.png');
