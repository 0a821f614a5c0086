import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

t.test('each stage alone, from the records of the one before', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('alone', { fix: world.behaviour('fix', 'rdma-write-writeback', 'pass') });

  const plan = await world.pinproof('plan', suite);
  t.equal(plan.code, 0, plan.stderr);
  t.match(plan.stdout, /alone-[\d-]+\/plan\.json: 2 trees, 4 cells\n$/);
  t.same([world.made(), world.guests()], [[], []]);

  for (const [stage, missing, makes] of [
    ['boot', 'build.json', 'build'],
    ['judge', 'build.json', 'build'],
    ['report', 'verdict.json', 'judge'],
  ] as const) {
    const early = await world.pinproof(stage);
    t.equal(early.code, 2, `${stage} comes too early`);
    t.match(
      early.stderr,
      new RegExp(`${missing}: this run has no ${missing} yet\n {2}-> pinproof ${makes} makes it\n`),
    );
  }

  const build = await world.pinproof('build');
  t.equal(build.code, 0, build.stderr);
  t.same(world.record('build.json').trees.fix.outcome, 'built');
  t.same(world.guests(), []);

  const run = join(world.cwd, 'pinproof-out', 'latest');
  const tooEarly = await world.pinproof('run', run);
  t.equal(tooEarly.code, 2);
  t.match(tooEarly.stderr, /boot\.json: .*\n {2}-> pinproof boot makes it\n/);

  const boot = await world.pinproof('boot');
  t.equal(boot.code, 0, boot.stderr);
  t.same(
    world.guests().map(({ what }) => what),
    ['boot', 'boot'],
  );
  t.match(world.record('boot.json').trees.fix, { ending: 'finished', release: '6.1.0-fake', userspaceAt: 2 });

  const unrun = await world.pinproof('judge');
  t.equal(unrun.code, 3, 'no cell has run, so nothing is known');
  t.match(world.record('verdict.json').cells[0], { status: 'lost', reasons: ['the cell was not run'] });

  world.forget();
  const cells = await world.pinproof('run', run);
  t.equal(cells.code, 0, cells.stderr);
  t.match(cells.stdout, /✗ fail +✓ pass +fixed\n/);
  t.equal(world.guests().length, 4, 'run, given the folder of a run, runs its cells alone');

  rmSync(join(run, 'verdict.json'));
  const judge = await world.pinproof('judge', run);
  t.same([judge.code, judge.stdout], [0, ''], judge.stderr);
  const report = await world.pinproof('report', run);
  t.same([report.code, report.stdout], [0, cells.stdout]);
  t.equal(world.guests().length, 4, 'neither runs a guest');
});

t.test('a record that is damaged or of another version is named, with the field', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('plan', world.suite('damaged', {}));
  const path = join(world.cwd, 'pinproof-out', 'latest', 'plan.json');
  const plan = world.latest('plan.json');
  for (const [text, message] of [
    [plan.slice(0, -20), /plan\.json: the record is not JSON\n/],
    [
      plan.replace('pinproof.plan/1', 'pinproof.plan/0'),
      /plan\.json at format: the record does not have the expected shape/,
    ],
  ] as const) {
    world.write(path.slice(world.folder.length + 1), text);
    const { code, stderr } = await world.pinproof('build');
    t.equal(code, 2, stderr);
    t.match(stderr, message);
  }
});

t.test('a run whose folder was moved is judged and reported where it is now', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('run', world.suite('moved', {}));
  const moved = join(world.folder, 'elsewhere');
  cpSync(join(world.cwd, 'pinproof-out', world.latestName()), moved, { recursive: true });
  rmSync(join(world.cwd, 'pinproof-out'), { recursive: true });
  t.equal((await world.pinproof('judge', moved)).code, 0);
  const { code, stdout } = await world.pinproof('report', moved);
  t.equal(code, 0);
  t.match(stdout, /Base evaluated: 1 fail; 1 pass\n/);
  t.match(stdout, `artefacts  ${moved}\n`);
});

t.test('boot --shell gives a guest of the chosen tree, device and file system', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('plan', world.suite('shell', { hung: world.behaviour('hung', 'boot', 'panic') }));
  await world.pinproof('build');
  const shell = await world.pinproof('boot', '--shell', '--device', 'plain', '--filesystem', 'xfs');
  t.equal(shell.code, 0, shell.stderr);
  t.match(
    shell.stderr,
    /# qemu-system-x86_64 .*-serial mon:stdio .*'name=opt\/pinproof\/prepare,string=device=plain filesystem=xfs'/,
  );
  t.match(shell.stdout, /Linux version 6\.1\.0-fake/);
  for (const [option, name, message] of [
    ['--tree', 'bsae', /there is no tree "bsae"\n {2}-> perhaps base; there is base, hung\n/],
    ['--filesystem', 'ext3', /there is no filesystem "ext3"\n {2}-> perhaps ext4; there is ext4, .*\bbtrfs\b.*\n/],
  ] as const) {
    const wrong = await world.pinproof('boot', '--shell', option, name);
    t.equal(wrong.code, 2);
    t.match(wrong.stderr, message);
  }
  const boot = await world.pinproof('boot');
  t.equal(boot.code, 3, 'without --shell, a tree that does not boot is the answer');
  t.match(boot.stderr, /a tree did not boot\n {2}hung: panicked, \S+\/trees\/hung\/boot\/console\.log\n/);
});
