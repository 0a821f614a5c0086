// The layers of harness/ (docs/architecture.md): a folder may import from the layers below its own, and from no other of its
// own layer. `npm run check` runs this.
const layers = [
  ['text', 'kinds'],
  ['records'],
  ['host'],
  ['store'],
  ['symbols'],
  ['series', 'guest', 'console'],
  ['sources'],
  ['suite'],
  ['plan', 'compile'],
  ['execute'],
  ['judge'],
  ['report', 'publish', 'history'],
  ['pipeline'],
  ['cli'],
];

const isIn = (folders) => `^harness/(?:${folders.join('|')})/`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...layers.flatMap((folders, index) =>
      folders.map((folder) => ({
        name: `layers: ${folder}/`,
        severity: 'error',
        from: { path: isIn([folder]) },
        to: { path: isIn([...layers.slice(index).flat()].filter((other) => other !== folder)) },
      })),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
    },
  },
};
