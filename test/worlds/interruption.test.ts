import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { skip } from '../skipping.ts';
import { until, World } from './helpers.ts';

const message = /pinproof: interrupted by SIG\w+; what is finished is kept, and the same command goes on from there\n$/;

t.test('interrupted in the middle of a build: nothing lives on, and the next run goes on', async (t) => {
  const world = new World(t.testdir({}));
  const link = world.write('kernel/scripts/link-vmlinux.sh', 'sleep 600\n');
  const suite = world.suite('build', {});
  for (const [signal, toGroup] of [
    ['SIGINT', true],
    ['SIGTERM', false],
  ] as const) {
    const { child, ended } = world.start(['run', suite]);
    await until(() => world.processes().some((line) => line.includes('link-vmlinux.sh')));
    process.kill(toGroup ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
    const { code, stdout, stderr } = await ended;
    t.same([code, stdout], [69, ''], stderr);
    t.match(stderr, message);
    t.same(world.processes(), []);
    t.same(world.debris(), []);
  }
  world.write(link.slice(world.folder.length + 1), 'exec ld -r -o vmlinux "$@"\n');
  const { code, stderr } = await world.pinproof('run', suite);
  t.equal(code, 0, stderr);
});

t.test('interrupted in the middle of a cell: finished cells are kept', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite(
    'cell',
    {},
    { workloads: ['rdma-write-writeback', 'mmap-store-writeback', 'dio-read-into-mapping'] },
  );
  // It does not listen to SIGTERM: the first Ctrl-C has to wait for it.
  const hang = world.behaviour('hang', 'mmap-store-writeback', 'stubborn');
  const hanging = world.suite('hanging', { hang }, { workloads: ['rdma-write-writeback', 'mmap-store-writeback'] });
  t.equal((await world.pinproof('run', suite)).code, 0);
  world.forget();
  const { child, ended } = world.start(['run', hanging, '--jobs', '1']);
  // Two boots are recalled or made, then the candidate's cells: the first is clean, the second hangs.
  await until(() => world.guests().some(({ what }) => what === 'mmap-store-writeback'));
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  t.equal(code, 69);
  t.match(stderr, message);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
  t.same(
    world.guests().map(({ what }) => what),
    ['boot', 'rdma-write-writeback', 'mmap-store-writeback'],
  );

  world.forget();
  const again = world.start(['run', hanging, '--jobs', '1']);
  await until(() => world.guests().length > 0);
  t.same(
    world.guests().map(({ what }) => what),
    ['mmap-store-writeback'],
    'the next run begins with the cell that was cut off',
  );
  again.child.kill('SIGINT');
  await sleep(300);
  again.child.kill('SIGINT');
  t.equal((await again.ended).code, 69, 'a second Ctrl-C does not wait');
  await until(() => world.processes().length === 0);
});

t.test('under an old Node the launcher passes signals on, and waits', async (t) => {
  const old = '/usr/bin/node';
  const { stdout: version } = spawnSync(old, ['--version'], { encoding: 'utf8' });
  if (!/^v(?:18|20|22)\./.test(version ?? '')) {
    skip(t, 'the machine has no old Node');
    return;
  }
  const world = new World(t.testdir({}));
  world.node = old;
  world.entry = 'pinproof.js';
  const link = world.write('kernel/scripts/link-vmlinux.sh', 'sleep 600\n');
  const suite = world.suite('build', {});
  for (const [signal, wanted, said] of [
    ['SIGINT', 69, message],
    ['SIGTERM', 69, message],
    // The launcher's own end; pinproof hears of it.
    ['SIGKILL', null, /pinproof: interrupted by the end of its launcher; what is finished is kept/],
  ] as const) {
    const { child, ended } = world.start(['run', suite], { NODE_OPTIONS: '' });
    await until(() => world.processes().some((line) => line.includes('link-vmlinux.sh')));
    child.kill(signal);
    const { code, stderr } = await ended;
    t.equal(code, wanted, stderr);
    t.match(stderr, said);
    t.same(world.processes(), []);
  }
  world.write(link.slice(world.folder.length + 1), 'exec ld -r -o vmlinux "$@"\n');
  t.equal((await world.start(['run', suite], { NODE_OPTIONS: '' }).ended).code, 0);
});

t.test('killed without warning: the next run clears up, and goes on', async (t) => {
  const world = new World(t.testdir({}));
  const link = world.write('kernel/scripts/link-vmlinux.sh', 'sleep 600\n');
  const suite = world.suite('killed', {});
  const locks = (): string[] =>
    (readdirSync(world.folder, { recursive: true }) as string[]).filter((name) => /[/.]lock$/.test(name));
  const { child, ended } = world.start(['run', suite]);
  await until(() => world.processes().some((line) => line.includes('link-vmlinux.sh')));
  child.kill('SIGKILL');
  await ended;
  await until(() => world.processes().length === 0);
  mkdirSync(join(world.cache, 'boots', '.4194305-1-00000000-x.part'), { recursive: true });
  t.not(world.debris().length, 0);
  t.not(locks().length, 0);
  world.write(link.slice(world.folder.length + 1), 'exec ld -r -o vmlinux "$@"\n');
  const { code, stderr } = await world.pinproof('run', suite);
  t.equal(code, 0, stderr);
  t.notMatch(stderr, /waiting for process/);
  t.same(world.debris(), []);
  t.same(locks(), []);
});

t.test('a build that someone else kills is no fault of the tree', async (t) => {
  const world = new World(t.testdir({}));
  for (const [script, why] of [
    ['kill -KILL 0', 'make: SIGKILL'],
    ['echo "gcc: fatal error: Killed signal terminated program cc1" >&2; exit 1', 'gcc: fatal error: Killed signal'],
  ] as const) {
    world.write('kernel/scripts/link-vmlinux.sh', `${script}\n`);
    const { code, stderr } = await world.pinproof('run', world.suite('killed', {}));
    t.equal(code, 69, stderr);
    t.match(stderr, `pinproof: the build was killed, not by pinproof\n  ${why}`);
  }
});

t.test('a QEMU that someone else kills loses its cell, and no other', async (t) => {
  const world = new World(t.testdir({}));
  const hang = world.behaviour('hang', 'mmap-store-writeback', 'hang');
  const { ended } = world.start(['run', world.suite('killed', { hang })]);
  const victim = () => world.guests().find(({ what, tree }) => what === 'mmap-store-writeback' && tree === built());
  const built = (): string => world.record('build.json').trees.hang.key;
  await until(() => world.guests().length >= 6 && victim() !== undefined);
  process.kill(-(victim()?.pid ?? 0), 'SIGKILL');
  const { code, stdout } = await ended;
  t.equal(code, 3);
  t.match(stdout, /✓ pass +\S lost +inconclusive\n/);
  t.match(stdout, /QEMU was killed by SIGKILL, not by pinproof/);
  t.match(stdout, /unchanged-bad\n/);
  t.same(world.processes(), []);
});

/** A file system of a few kilobytes over a folder, where the machine lets one be mounted. */
function mountSmallDisk(folder: string, size: string): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0;
}

for (const [place, size, when] of [
  ['cache', '16k', 'the sources are copied'],
  ['cache', '96k', 'a tree is compiled'],
  ['cache', '2m', 'the guest image is packed'],
  ['work', '24k', 'the run is written'],
  ['tmp', '4k', 'temporary files are written'],
] as const) {
  t.test(`the disk of ${place}/ is full when ${when}`, async (t) => {
    const folder = t.testdir({});
    const disk = join(folder, place);
    if (!mountSmallDisk(disk, size)) {
      skip(t, 'no file system can be mounted here');
      return;
    }
    try {
      const world = new World(folder);
      const { code, stdout, stderr } = await world.pinproof('run', world.suite('full', {}));
      t.same([code, stdout], [69, ''], stderr);
      t.match(stderr, /^pinproof: (\S+: )?the disk is full\n/m);
      t.match(stderr, / {2}-> finished builds and cells are kept: make room/);
      t.same(world.processes(), []);
      t.same(world.debris(), []);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
}
