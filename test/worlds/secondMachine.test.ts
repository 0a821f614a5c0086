import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

/**
 * The package with one more file in vm/machines/: another QEMU, a kernel image of its own, no checkpoints and no debugger.
 * Its architecture is the host's, whose compiler makes its kernels.
 */
function worldWithTwo(folder: string): World {
  const world = new World(folder, { limits: { cell: 60, boot: 60, silence: 30 } });
  const usual = readFileSync(join(folder, 'package/vm/machines/x86_64.yaml'), 'utf8');
  const without = (text: string, section: string): string =>
    text.replace(new RegExp(`^${section}:\\n(?:(?: .*|#.*)\\n)*`, 'm'), '');
  const other = ['checkpoints', 'debugger'].reduce(without, usual);
  world.write(
    'package/vm/machines/other.yaml',
    other
      .replace('default: true\n', '')
      .replace('program: qemu-system-x86_64', 'program: qemu-system-other')
      .replace('{ target: vmlinux, file: vmlinux }', '{ target: image, file: boot/image }'),
  );
  world.write('package/kconfigs/other/machine.config', 'CONFIG_OTHER=y\n');
  world.program('qemu-system-other', `exec ${join(folder, 'bin/qemu-system-x86_64')} "$@"\n`);
  return world;
}

t.test('a suite names a machine: its kernels are booted by its QEMU, and its cells run from power-on', async (t) => {
  const world = worldWithTwo(t.testdir({}));
  const suite = world.suite('other', {}, { machine: 'other', workloads: ['mmap-store-writeback'] });
  const { code, stderr } = await world.pinproof('run', suite);
  t.equal(code, 0, stderr);
  t.equal(world.record('plan.json').machine, 'other');
  t.ok(world.made().includes('image'), 'make makes what it boots');

  const { base } = world.record('build.json').trees;
  t.match(base.image, /\/image$/);
  for (const path of [base.image, base.vmlinux]) t.ok(world.latest(path).length > 0, path);
  t.match(world.latest(base.config), /^CONFIG_OTHER=y$/m, 'its own fragment');
  t.notMatch(world.latest(base.config), /CONFIG_X86_MPPARSE/, 'and not the default machine’s');

  t.equal(world.checkpoints(), 0);
  t.same(
    world.guests().map(({ what }) => what),
    ['boot', 'mmap-store-writeback'],
  );
  t.same(world.checked(), ['mmap-store-writeback'], 'instructions are counted: it is run twice, and compared');
  const cell = 'base/dif1-dix1/ext4/mmap-store-writeback/1';
  const [command = ''] = world.latest(`cells/${cell}/console.log`).split('\n');
  t.match(command, /^# cache=\S+; qemu-system-other .*-icount shift=\d.* -kernel \S+\/image /);
  t.notMatch(command, /pvpanic|-incoming|-qmp/, 'it needs nothing to stop by');

  t.test('a cell is repeated from power-on, and gdb, which needs a checkpoint, is refused', async (t) => {
    const replayed = await world.pinproof('replay', `pinproof-out/latest/${cell}`);
    t.equal(replayed.code, 0, replayed.stderr);
    t.match(replayed.stdout, `${cell}, from power-on, in `);
    t.match(replayed.stdout, /the same, byte for byte/);
    const refused = await world.pinproof('replay', '--gdb', '2', `pinproof-out/latest/${cell}`);
    t.equal(refused.code, 2, refused.stderr);
    t.match(refused.stderr, /the cell’s machine has no checkpoints, at which gdb takes a cell over/);
  });

  t.test('it shares nothing with the default machine', async (t) => {
    world.forget();
    const usual = world.suite('usual', {}, { workloads: ['mmap-store-writeback'] });
    t.equal((await world.pinproof('run', usual)).code, 0);
    t.notOk('machine' in world.record('plan.json'));
    t.not(world.record('build.json').trees.base.key, base.key);
    t.notOk('image' in world.record('build.json').trees.base);
    t.equal(world.checkpoints(), 1);
  });
});
