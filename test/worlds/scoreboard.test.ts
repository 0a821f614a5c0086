import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { refuseClaims, World } from './helpers.ts';

const claims = `${refuseClaims}  - { passes: mmap-store-writeback, filesystems: [ext4], why: it has nothing to do with it }
  - { fails: mmap-store-writeback, why: this is wrong }
`;

t.test('a suite all the way, a run as it is, and the same for programs', async (t) => {
  const world = new World(t.testdir({}));
  const refuse = world.behaviour('refuse', 'rdma-write-writeback', 'refuse');
  world.write('series/refuse/candidate.yaml', claims);
  const oops = world.behaviour('oops', 'mmap-store-writeback', 'oops');
  const suite = world.suite('board', { refuse, oops });
  const { code, stdout, stderr } = await world.pinproof('scoreboard', suite);
  t.equal(code, 1, stderr);
  t.match(stdout, /^pinproof scoreboard · board\n\n +base +refuse +oops\n/);
  t.match(stdout, /oops, panic, lockup, hang +· +· +1\n/);
  t.match(stdout, /calls refused +· +1 +·\n/);
  t.match(stdout, /lines added +· +1 +1\n/);
  t.match(stdout, /✗ mmap-store-writeback fails: refuted, 1 of 1 cells do not:\s.*: pass\n/);
  const folder = join('pinproof-out', world.latestName());
  t.match(stdout, `${folder}/report.html#scoreboard`);
  t.match(world.record('scoreboard.json'), { format: 'pinproof.scoreboard/1', trees: [{ id: 'base' }, {}, {}] });
  t.match(world.latest('report.html'), '<section id="scoreboard"');

  world.forget();
  const again = await world.pinproof('scoreboard', folder);
  t.same([again.code, again.stdout], [1, stdout]);
  t.same([world.made(), world.guests()], [[], []], 'nothing is built or run again');
  const json = await world.pinproof('scoreboard', folder, '--json');
  t.same(JSON.parse(json.stdout), world.record('scoreboard.json'));
});

t.test('of one candidate it is to be had, and stands in no file', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('one', { oops: world.behaviour('oops', 'mmap-store-writeback', 'oops') });
  const { stdout } = await world.pinproof('scoreboard', suite);
  t.match(stdout, /oops, panic, lockup, hang +· +1\n/);
  t.notOk(existsSync(join(world.cwd, 'pinproof-out', world.latestName(), 'scoreboard.json')));
  t.notMatch(stdout, 'scoreboard.json');
});

t.test('a claim with a mistake: where, and what there is', async (t) => {
  const world = new World(t.testdir({}));
  const refuse = world.behaviour('refuse', 'rdma-write-writeback', 'refuse');
  const suite = world.suite('wrong', { refuse });
  for (const [from, to, expected] of [
    [
      'filesystems: [ext4]',
      'filesystems: [ext5]',
      /candidate\.yaml:8:\d+: there is no filesystem "ext5"\n.*perhaps ext4;/,
    ],
    [
      'fails: mmap-store',
      'fails: mmap-stor',
      /candidate\.yaml:9:\d+: there is no workload "mmap-stor-writeback"\n.*perhaps mmap-store-writeback;/,
    ],
    [
      'fails: mmap-store-writeback',
      'fials: mmap-store-writeback',
      /:9:\d+: there is no field "fials" here\n.*perhaps fails; there is refuses, errno, workloads, why, passes, /,
    ],
    ['passes: mmap', 'parameters: { page: 1 }, passes: mmap', /:8:\d+: there is no parameter "page"\n.*perhaps pages;/],
  ] as const) {
    world.write('series/refuse/candidate.yaml', claims.replace(from, to));
    const { code, stderr } = await world.pinproof('plan', suite);
    t.equal(code, 2, to);
    t.match(stderr, expected);
  }
});
