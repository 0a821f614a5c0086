import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../../harness/host/paths.ts';
import { isOurSeries, isOurs } from '../../../../harness/host/sandbox/demand.ts';

const debian = 'debian:linux-source-6.1';
const shipped = join(packageRoot, 'candidates/refuse');

t.test('ours is what Debian and pinproof ship, and nothing else', async (t) => {
  t.equal(await isOurs({ source: debian, series: [] }), true);
  t.equal(await isOurs({ source: debian, series: [shipped] }), true);
  t.equal(await isOurs({ source: debian, series: [shipped, t.testdir({})] }), false, 'one of others is enough');
  for (const source of ['git:/linux#HEAD', '/usr/src/linux', '/tmp/linux.tar.xz'])
    t.equal(await isOurs({ source, series: [shipped] }), false, source);
});

t.test('a series is ours by where it really is', async (t) => {
  const folder = t.testdir({});
  cpSync(shipped, join(folder, 'candidates/refuse'), { recursive: true });
  symlinkSync(shipped, join(folder, 'to-ours'));
  t.equal(await isOurSeries(join(folder, 'candidates/refuse')), false, 'a copy may have been changed');
  t.equal(await isOurSeries(join(folder, 'to-ours')), true);
  t.equal(await isOurSeries(join(shipped, '../../package.json')), false, 'in the package, and not among its series');
  t.equal(await isOurSeries(join(packageRoot, 'candidates')), false, 'all of them are no series');
  t.equal(await isOurSeries(join(packageRoot, 'pinproof-out/latest')), false, 'what is not there');
});
