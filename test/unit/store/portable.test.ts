import { join } from 'node:path';
import t from 'tap';
import { cacheFolder, packageRoot } from '../../../harness/host/paths.ts';
import { pathHere, portablePath, withPaths } from '../../../harness/store/portable.ts';
import { aRun } from '../../fixtures/run.ts';

const run = '/home/me/work/pinproof-out/refuse-1';

t.test('paths in a record name no place of a machine, and mean the same again', (t) => {
  for (const [path, written] of [
    [join(packageRoot, 'candidates/refuse'), 'package:candidates/refuse'],
    [join(packageRoot, 'kconfigs/base.config'), 'package:kconfigs/base.config'],
    [join(cacheFolder(), 'series/abc'), 'cache:series/abc'],
    ['/home/me/work/series', '../../series'],
    [join(run, 'series/mine'), 'series/mine'],
  ] as const) {
    t.equal(portablePath(path, run), written);
    t.equal(pathHere(written, run), path);
  }
  t.equal(pathHere('/as/older/versions/wrote', run), '/as/older/versions/wrote');
  t.notMatch(portablePath(join(packageRoot, '.tap/x'), run), /^package:/, 'what a checkout has by chance');
  t.end();
});

t.test('every path of a plan is replaced, and nothing else', (t) => {
  const tree = { id: 'base', series: ['/s'], baseSeries: 1 };
  const plan = {
    ...aRun().plan,
    fragments: ['/f'],
    origins: { '/s': 'commits' },
    trees: [
      { ...tree, source: 'debian:linux-source-6.1' },
      { ...tree, id: 'a', source: 'git:/linux#v7.3' },
      { ...tree, id: 'b', source: '/tree' },
    ],
  };
  const changed = withPaths(plan, (path) => `<${path}>`);
  t.same(changed.fragments, ['</f>']);
  t.same(changed.origins, { '</s>': 'commits' });
  t.same(
    changed.trees.map(({ source, series }) => [source, ...series]),
    [
      ['debian:linux-source-6.1', '</s>'],
      ['git:</linux>#v7.3', '</s>'],
      ['</tree>', '</s>'],
    ],
  );
  t.same({ ...changed, fragments: [], origins: {}, trees: [] }, { ...plan, fragments: [], origins: {}, trees: [] });
  t.end();
});
