/** The invariants of ARCHITECTURE.md about who may import what. Run by `npm run lint`. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle hides which of two files is the lower one.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'vscode-only-in-the-extension',
      comment: 'Only extension/ and test/editor/ run inside VS Code.',
      severity: 'error',
      from: { pathNot: '^(extension|test/editor)/' },
      to: { path: '^vscode$|@types/vscode' },
    },
    {
      name: 'engine-only-in-embedded',
      comment: 'llama.cpp stays behind the Engine interface; the benchmarks compare with the bare library.',
      severity: 'error',
      from: { pathNot: '^(server/engine/embedded/|test/bench/)' },
      to: { path: 'node-llama-cpp' },
    },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(extension|server|media|test|scripts)/' },
    },
    {
      name: 'page-imports-only-shared',
      severity: 'error',
      from: { path: '^media/' },
      to: { path: '^(extension|server|test|scripts)/' },
    },
    {
      name: 'two-processes',
      comment: 'The extension and the server meet in shared/ only.',
      severity: 'error',
      from: { path: '^extension/' },
      to: { path: '^(server|media|test|scripts)/' },
    },
    {
      name: 'server-knows-no-client',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(extension|media|test|scripts)/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'test/(fixtures|results)/|node_modules/@types' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
