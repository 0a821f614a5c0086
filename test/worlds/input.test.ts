import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

t.test('a suite with a mistake is refused with its place, before anything is done', async (t) => {
  const world = new World(t.testdir({}));
  const text = `base:
  source: ${world.kernel}
candidates:
  - name: nothing
    sries: series/none
workloads: [rdma-write-writeback]
`;
  for (const [suite, message] of [
    [text, /wrong\.yaml:5:5: there is no field "sries" here\n {2}-> perhaps series; /],
    [text.replace('sries', 'series'), /series\/none: there is no such series\n/],
    [
      text.replace(/ {2}- name[\s\S]*?none\n/, '  []\n').replace('[rdma-', '[rmda-'),
      /wrong\.yaml:5:13: there is no workload "rmda-write-writeback"\n {2}-> perhaps rdma-write-writeback; /,
    ],
    ['base: [', /wrong\.yaml:1:8: /],
    ['', /wrong\.yaml:1:1: /],
  ] as const) {
    const { code, stdout, stderr } = await world.pinproof('run', world.write('wrong.yaml', suite));
    t.same([code, stdout], [2, ''], stderr);
    t.match(stderr, message);
  }
  for (const [args, message] of [
    [['run', 'no-such.yaml'], /pinproof: no-such\.yaml: the suite cannot be read\n/],
    [['run'], /there is nothing to evaluate\n/],
    [['run', world.suite('both', {}), '--base', '../kernel'], /--base and --series do not go with it\n/],
    [['run', '--base', '../no-kernel'], /there is no such file or folder\n/],
    [['run', '--base', '../bin'], /this is no kernel tree: it has no Makefile and Kconfig/],
    [['run', '..'], /this is not the folder of a run: it has no plan\.json\n/],
    [['report'], /there is no run here yet\n/],
    [['judge', 'no-such-run'], /this is not the folder of a run/],
  ] as const) {
    rmSync(join(world.cwd, 'pinproof-out'), { recursive: true, force: true });
    const { code, stdout, stderr } = await world.pinproof(...args);
    t.same([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`);
    t.match(stderr, message);
  }
  t.same([world.made(), world.guests()], [[], []]);
});

t.test('a series that does not apply: the patch, the file and the line; nothing is compiled for it', async (t) => {
  const world = new World(t.testdir({}));
  const stale = world.behaviour('stale', 'rdma-write-writeback', 'pass');
  world.write('kernel/mm/gup.c', '/* It was written anew. */\n');
  const { code, stdout, stderr } = await world.pinproof('run', world.suite('stale', { stale }));
  t.equal(code, 3);
  t.equal(stdout, '');
  t.match(
    stderr,
    /pinproof: no candidate is left to judge\n {2}stale: mm\/gup\.c, hunk 1 of 1 \(@@ .* @@\): patch 0001-change\.patch \("stale: change mm\/gup\.c"\) does not apply\n/,
  );
  t.same([world.made(), world.guests()], [[], []]);
  t.same(world.debris(), []);
});

t.test('a series that does not build: the compiler’s first error; the other candidates are judged', async (t) => {
  const world = new World(t.testdir({}));
  const candidates = {
    broken: world.series('broken', 'mm/gup.c', 'return sizeof', 'retrun sizeof'),
    warns: world.series(
      'warns',
      'mm/gup.c',
      'int pinned_pages(void);',
      'static int nobody(void) { return 1; }\nint pinned_pages(void);',
    ),
  };
  const { code, stdout } = await world.pinproof('run', world.suite('broken', candidates));
  t.equal(code, 3, 'nothing is known of one of them');
  t.match(
    stdout,
    /broken does not build\n {4}mm\/gup\.c:14: the tree does not build\n {6}mm\/gup\.c:14:\d+: error: .retrun. undeclared/,
  );
  t.match(stdout, /warns adds 1 build warning\n {4}mm\/gup\.c:10: .nobody. defined but not used/);
  t.match(stdout, /unchanged-bad\n/);
  t.match(world.latest('trees/broken/build.log'), /retrun/);
  t.equal(world.guests().length, 2 + 4);

  const base = await world.pinproof(
    'run',
    world.suite('base', {}, { base: { source: world.kernel, series: candidates.broken } }),
  );
  t.equal(base.code, 3);
  t.match(
    base.stderr,
    /pinproof: the base tree could not be built, so there is nothing to compare with\n {2}base: mm\/gup\.c:14: the tree does not build\n/,
  );
  t.same(world.debris(), []);
});

t.test('an option that does not survive stops the build, with what dropped it', async (t) => {
  const world = new World(t.testdir({}));
  world.write('kernel/mm/Kconfig', 'config GUP_TEST\n\tbool "Tests"\n\tdepends on BROKEN\n');
  const { code, stderr } = await world.pinproof('run', world.suite('lost', {}));
  t.equal(code, 3);
  t.match(stderr, /CONFIG_GUP_TEST does not survive the tree’s own configuration\n/);
  t.match(stderr, /CONFIG_GUP_TEST=y \(\w+\.config:\d+\) became n\n +mm\/Kconfig:1: depends on BROKEN \(n\)\n/);
  t.same(world.made(), ['allnoconfig']);
});

t.test('a program that is not installed is named before any work is done', async (t) => {
  const top = t.testdir({});
  for (const name of ['qemu-system-x86_64', 'make', 'ccache', 'bison']) {
    const folder = join(top, name);
    const world = new World(folder, { without: [name] });
    const { code, stdout, stderr } = await world.pinproof('run', world.suite('missing', {}));
    t.same([code, stdout], [69, ''], stderr);
    t.match(stderr, new RegExp(`pinproof: ${name} is not installed\n {2}-> apt-get install \\S+\n`));
    t.same([world.made(), world.guests()], [[], []]);
  }
});

t.test('a build alone does without what only guests need', async (t) => {
  const top = t.testdir({});
  const world = new World(join(top, 'builder'), { without: ['qemu-system-x86_64'] });
  await world.pinproof('plan', world.suite('alone', {}));
  const build = await world.pinproof('build');
  t.equal(build.code, 0, build.stderr);
  const boot = await world.pinproof('boot');
  t.equal(boot.code, 69);
  t.match(boot.stderr, /pinproof: qemu-system-x86_64 is not installed\n/);

  const poor = new World(join(top, 'poor'), { without: ['ccache'] });
  await poor.pinproof('plan', poor.suite('alone', {}));
  const unbuilt = await poor.pinproof('build');
  t.equal(unbuilt.code, 69, 'what make calls is not the tree’s fault');
  t.match(unbuilt.stderr, /pinproof: ccache is not installed\n/);
  t.same(readdirSync(join(poor.cache)).includes('builds'), false);
});
