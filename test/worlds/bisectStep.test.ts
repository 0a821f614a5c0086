import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';
import { guestDoes, type Step, writeSteps } from './patches.ts';

const mmap = (from: string, to: string): Step => guestDoes('mm/page-writeback.c', 'mmap-store-writeback', from, to);
/** A patch that changes nothing of what guests do. */
const idle = (number: number): Step => ({
  file: 'block/fops.c',
  from: 'GUEST("dio-read-into-mapping", "pass");\n',
  to: `GUEST("dio-read-into-mapping", "pass");\n/* ${number} */\n`,
});
const boot = (from: string, to: string): Step => guestDoes('init/main.c', 'boot', from, to);

t.test('native: numbers decide each step, and are doubled where they are too few', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [idle(1), mmap('pass', 'oops'), idle(3)]);
  const more = { engine: 'native', workloads: ['mmap-store-writeback'], repeats: 20 };
  const { code, stdout, stderr } = await world.pinproof('bisect', world.suite('mine', { mine: series }, more));
  t.equal(code, 0, stderr);
  t.match(stdout, /base {2}pass in 20 of 20 runs\n {2}mine {2}fail in 20 of 20 runs: BUG/);
  t.match(stdout, / {2}1 {2}old .*\n.*pass in 20 of 20 runs\n {2}2 {2}new .*\n.*fail in 20 of 20/);
  t.match(stdout, /It comes with patch 2 /);
  const few = await world.pinproof('bisect', world.suite('few', { mine: series }, { ...more, repeats: 4 }));
  t.match(few.stdout, / {2}1 {2}untestable .*\n.*pass in 16 of 16 runs; too few runs to tell: /);
  t.match(few.stdout, /It is one of 2 patches; which one cannot be tested:\n/);
  t.equal(few.code, 3);
});

t.test('a step of git bisect run: good, bad, untestable, and 128 and over where it says nothing', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('here', {}, { workloads: ['mmap-store-writeback'] });
  const step = async (...args: string[]) => world.pinproof('bisect', '--step', ...args);
  const good = await step(suite);
  t.equal(good.code, 0, good.stderr);
  t.match(good.stdout, /^good {2}dif1-dix1\/ext4\/mmap-store-writeback\/1 {2}base: pass\n$/);
  const against = async (name: string, one: Step) =>
    step(world.suite(name, { mine: writeSteps(world, name, [one]) }, { workloads: ['mmap-store-writeback'] }));
  t.equal((await against('bad', mmap('pass', 'oops'))).code, 1);
  t.equal((await against('clean', idle(1))).code, 0);
  t.equal((await against('unbuilt', { ...idle(1), to: 'nonsense(' })).code, 125);
  t.equal((await against('unbooted', boot('pass', 'panic'))).code, 125);
  t.equal((await against('nothing', mmap('pass', 'idle'))).code, 125);
  for (const [args, code] of [
    [['nowhere.yaml'], 130],
    [[suite, '--cell', 'no-such'], 130],
    [['--no-such-option'], 130],
  ] as const) {
    t.equal((await step(...args)).code, code, args.join(' '));
  }
  world.write('kernel/scripts/link-vmlinux.sh', 'kill -KILL 0\n');
  t.equal((await step(suite)).code, 128 + 69, 'trouble of the machine');
});

t.test('git bisect run finds the commit, among merges and broken ones', async (t) => {
  const world = new World(t.testdir({}));
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', world.kernel, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      env,
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch=main');
  const commit = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', `--message=${message}`);
  };
  commit('start');
  git('tag', 'good');
  git('checkout', '--quiet', '-b', 'topic');
  world.write(
    'kernel/mm/page-writeback.c',
    readFileSync(join(world.kernel, 'mm/page-writeback.c'), 'utf8').replace('"pass"', '"oops"'),
  );
  commit('mm: break it');
  git('checkout', '--quiet', 'main');
  world.write('kernel/block/other.h', '\n');
  commit('block: other');
  git('merge', '--quiet', '--no-ff', '--message=Merge topic', 'topic');
  world.write('kernel/block/late.h', '\n');
  commit('block: late');
  const suite = world.suite('here', {}, { workloads: ['mmap-store-writeback'] });
  git('bisect', 'start', 'HEAD', 'good');
  const script = world.write('run.sh', `cd ${world.cwd} && exec "$PINPROOF" bisect --step ${suite}\n`);
  const pinproof = world.commandLine();
  const run = spawnSync('git', ['-C', world.kernel, 'bisect', 'run', 'sh', script], {
    env: { ...env, ...pinproof.env, PINPROOF: pinproof.path },
    encoding: 'utf8',
  });
  t.match(run.stdout, /[0-9a-f]{40} is the first bad commit\n/, run.stderr);
  t.match(run.stdout, /\n {4}mm: break it\n/);
});
