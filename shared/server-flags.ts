/**
 * Node's options for the server's process. Texts of documents are all that is large in its heap; the model is outside of it.
 * With a limit V8 collects what requests leave behind, where it would else let the process grow by a fifth
 * (`npm run bench -- --only memory`: 1.18 times without, 1.02 with).
 */
export const serverFlags: readonly string[] = ['--max-old-space-size=512', '--max-semi-space-size=2'];
