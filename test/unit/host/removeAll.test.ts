import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { removeAll } from '../../../harness/host/removeAll.ts';
import { skipBecause } from '../../skipping.ts';

t.test('folders in folders, further than a path can say', async (t) => {
  const folder = join(t.testdir({}), 'tree');
  mkdirSync(folder);
  const dig = 'for (1..40) { mkdir $ARGV[0] and chdir $ARGV[0] or die $! } open F, ">file" or die $!';
  execFileSync('perl', ['-e', dig, 'd'.repeat(200)], { cwd: folder });
  await t.rejects(rm(folder, { recursive: true }), { code: 'ENAMETOOLONG' }, 'Node alone cannot');
  await removeAll(folder);
  t.notOk(existsSync(folder));
});

// Root may enter them all.
const skip = skipBecause(process.getuid?.() === 0 && 'root may enter any folder');
t.test('folders that nobody may enter; files that others have, too, stay what they are', { skip }, async (t) => {
  const here = t.testdir({ tree: { open: { closed: {} } }, file: 'x' });
  const folder = join(here, 'tree');
  const closed = join(folder, 'open/closed');
  linkSync(join(here, 'file'), join(closed, 'file'));
  chmodSync(join(here, 'file'), 0o444);
  writeFileSync(join(closed, 'another'), '');
  for (const path of [closed, join(folder, 'open')]) chmodSync(path, 0);
  await removeAll(folder);
  t.notOk(existsSync(folder));
  t.equal(statSync(join(here, 'file')).mode & 0o777, 0o444);
});

t.test('what is not there is removed', async (t) => {
  await removeAll(join(t.testdir({}), 'none'));
});
