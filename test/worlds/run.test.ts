import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { readCatalogue } from '../../harness/suite/catalogue.ts';
import { usualWorkloads } from '../../harness/suite/suite.ts';
import { refuseClaims, World } from './helpers.ts';

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../docs/schemas/verdict.schema.json', import.meta.url), 'utf8')),
);

t.test('a claimed refusal where the base fails: the table says so, and nothing regressed', async (t) => {
  const world = new World(t.testdir({}));
  const refuse = world.behaviour('refuse', 'rdma-write-writeback', 'refuse');
  world.write('series/refuse/candidate.yaml', refuseClaims);
  const suite = world.suite('refusal', { refuse });
  const first = await world.pinproof('run', suite);
  t.equal(first.code, 0, first.stderr);
  t.match(first.stdout, /rdma-write-writeback +ext4 +✗ fail +⊘ refused +refused, as claimed\n/);
  t.match(first.stdout, /mmap-store-writeback +ext4 +✓ pass +✓ pass +unchanged-good\n/);
  t.match(first.stdout, /base +ext4: 3 guard tag errors, fdatasync EIO 3 of 15, errors in the log\n/);
  t.match(first.stdout, /Nothing regressed: 1 refused, as claimed; 1 unchanged-good\n/);
  t.match(first.stderr, /build refuse: 6\.1\.0-fake, .* 1 objects beyond its seed/);
  t.same(world.made(), ['allnoconfig', 'vmlinux', 'kernelrelease', 'vmlinux', 'kernelrelease']);
  t.equal(world.guests().length, 6, 'each tree boots once, and runs two cells');

  const run = readlinkSync(join(world.cwd, 'pinproof-out', 'latest'));
  t.match(run, /^refusal-\d{8}-\d{6}$/);
  const verdict = world.record('verdict.json');
  t.ok(schema.safeParse(verdict).success, 'as its published schema has it');
  t.match(verdict, { conclusion: 'nothing-regressed', exitCode: 0, name: 'refusal' });
  const files = readdirSync(join(world.cwd, 'pinproof-out', run), { recursive: true }) as string[];
  const checks = files.filter((name) => name.endsWith('/self-check.json'));
  t.equal(checks.length, 1, 'one cell of four is run twice');
  t.match(first.stdout, /Self-check: 1 cell run twice, byte for byte the same\n/);
  t.same(
    files.filter((name) => !checks.includes(name)).toSorted(),
    [
      'boot.json build.json cells junit.xml plan.json report.html report.ktap report.md report.txt run.json trees verdict.json',
      ...['base', 'refuse'].flatMap((tree) => {
        const cells = ['rdma-write-writeback', 'mmap-store-writeback'].map((name) => `dif1-dix1/ext4/${name}`);
        const folders = ['', '/dif1-dix1', '/dif1-dix1/ext4', ...cells.map((cell) => `/${cell}`)];
        return [
          ...folders.map((folder) => `cells/${tree}${folder}`),
          ...cells.flatMap((cell) =>
            ['', '/cell.json', '/console.log', '/guest.json', '/report.ktap'].map((n) => `cells/${tree}/${cell}/1${n}`),
          ),
          ...['', '/boot', '/boot/console.log', '/boot/guest.json', '/boot/report.ktap'].map(
            (n) => `trees/${tree}${n}`,
          ),
          ...['/build.log', '/config', '/vmlinux'].map((name) => `trees/${tree}${name}`),
        ];
      }),
    ]
      .flatMap((names) => names.split(' '))
      .toSorted(),
  );
  t.equal(
    world.latest('report.txt').replaceAll(`${world.cwd}/`, ''),
    first.stdout,
    'kept as a file, with the whole path',
  );
  const console = world.latest('cells/base/dif1-dix1/ext4/rdma-write-writeback/1/console.log');
  t.match(
    console,
    /^# cache=\S+; qemu-system-x86_64 -nodefaults .*workload=rdma-write-writeback seed=1 pages=64 syncs=12 hold=0 *'\n/,
  );
  t.match(
    world.latest('trees/base/build.log'),
    /^# make --directory=\S+ O=build .* vmlinux\n(.*\n)* {2}CC {6}mm\/gup\.o\n/,
  );
  t.match(world.record('build.json').trees, {
    base: { objects: 4, warnings: [{ file: 'mm/page-writeback.c' }] },
    refuse: { objects: 1, addedWarnings: [], warnings: [{ file: 'mm/page-writeback.c' }] },
  });
  t.same(world.debris(), []);
  t.same(world.processes(), []);

  world.forget();
  const second = await world.pinproof('run', suite);
  t.equal(second.code, 0);
  t.equal(
    second.stdout
      .replace(/-\d{8}-\d{6}(-\d)?/g, '')
      .replace(/^ {2}History, failing cells: 1 was first seen 1 minute ago\n/m, ''),
    first.stdout.replace(/-\d{8}-\d{6}/g, ''),
    'the same report',
  );
  t.same([world.made(), world.guests()], [[], []], 'the second run makes nothing and boots nothing');
  t.equal(second.stderr.match(/\(recalled\)/g)?.length, 2 + 2 + 4);
  t.not(readlinkSync(join(world.cwd, 'pinproof-out', 'latest')), run, 'and it has a folder of its own');

  world.behaviour('refuse', 'rdma-write-writeback', 'oops');
  const third = await world.pinproof('run', suite);
  t.equal(third.code, 1, 'the patch was edited: it oopses now');
  t.match(third.stdout, /✗ fail +✗ fail +regressed\n/);
  t.same(world.made(), ['vmlinux', 'kernelrelease'], 'the candidate is built, the base is not');
  t.same(
    world
      .guests()
      .map(({ what }) => what)
      .toSorted(),
    ['boot', 'mmap-store-writeback', 'rdma-write-writeback'],
    'the cells of the base are recalled',
  );
  t.match(third.stderr, /build refuse: .* 1 objects beyond its seed/);

  world.forget();
  world.write('series/refuse/candidate.yaml', refuseClaims.replace('refuse it', 'another title'));
  t.equal((await world.pinproof('run', suite)).code, 1);
  t.same([world.made(), world.guests()], [[], []], 'words about a candidate are no part of it');

  rmSync(join(world.cache, 'cells'), { recursive: true });
  t.equal((await world.pinproof('run', suite)).code, 1, 'a cache of which a part is gone is filled again');
  t.equal(world.guests().length, 4);
});

t.test('base and candidate swapped: what the one fixed, the other breaks', async (t) => {
  const world = new World(t.testdir({}));
  const fix = world.behaviour('fix', 'rdma-write-writeback', 'pass');
  const fixed = await world.pinproof('run', world.suite('forth', { fix }));
  t.equal(fixed.code, 0, fixed.stderr);
  t.match(fixed.stdout, /✗ fail +✓ pass +fixed\n/);

  world.forget();
  const back = world.suite(
    'back',
    {},
    { base: { source: world.kernel, series: fix }, candidates: [{ name: 'without', source: world.kernel }] },
  );
  const broken = await world.pinproof('run', back);
  t.equal(broken.code, 1, broken.stderr);
  t.match(broken.stdout, /✓ pass +✗ fail +regressed\n/);
  t.same([world.made(), world.guests()], [[], []], 'both trees and their cells are known under any name');
});

t.test('a refusal that nobody claims is a regression', async (t) => {
  const world = new World(t.testdir({}));
  const series = world.behaviour('refuse', 'rdma-write-writeback', 'refuse');
  const { code, stdout } = await world.pinproof('run', world.suite('unclaimed', { refuse: series }));
  t.equal(code, 1);
  t.match(stdout, /refused, not claimed\n/);
  t.match(stdout, /Regression: 1 refused, not claimed; 1 unchanged-good\n/);
});

t.test('--base and --series run all workloads on all file systems; --json prints the verdict', async (t) => {
  const world = new World(t.testdir({}));
  const series = world.behaviour('fix', 'rdma-write-writeback', 'pass');
  const args = ['run', '--base', '../kernel', '--series', '../series/fix', '--json', '--jobs', '3'];
  const { code, stdout, stderr } = await world.pinproof(...args);
  t.equal(code, 0, stderr);
  t.equal(stdout, world.latest('verdict.json'));
  const { comparisons, trees } = JSON.parse(stdout);
  t.same(Object.keys(trees), ['base', 'candidate']);
  t.same(
    comparisons
      .filter(({ verdict }: { verdict: string }) => verdict === 'fixed')
      .map(({ cell }: { cell: string }) => cell),
    ['ext4', 'xfs', 'btrfs'].map((name) => `dif1-dix1/${name}/rdma-write-writeback/1`),
  );
  t.equal(comparisons.length, 3 * usualWorkloads(await readCatalogue()).length);
  t.equal(resolve(world.cwd, 'pinproof-out', world.latestName(), world.record('plan.json').trees[1].series[0]), series);
});

t.test('two runs at once share one cache and one folder', async (t) => {
  const world = new World(t.testdir({}));
  world.write('kernel/scripts/link-vmlinux.sh', 'sleep 1; exec ld -r -o vmlinux "$@"\n');
  const suite = world.suite('twins', {});
  const both = await Promise.all([world.pinproof('run', suite), world.pinproof('run', suite)]);
  for (const { code, stderr } of both) t.equal(code, 0, stderr);
  t.equal(world.made().filter((target) => target === 'vmlinux').length, 1, 'no tree is built twice');
  t.equal(readdirSync(join(world.cwd, 'pinproof-out')).length, 3, 'two runs and latest');
  t.same(world.debris(), []);
});

t.test('what the environment says of make, compilers and git is not listened to', async (t) => {
  const world = new World(t.testdir({}));
  const env = {
    MAKEFLAGS: 'n',
    CC: 'false',
    LOCALVERSION: '-mine',
    GIT_DIR: join(world.folder, 'nowhere'),
    ARCH: 'arm',
  };
  const suite = world.suite('clean', { fix: world.behaviour('fix', 'rdma-write-writeback', 'pass') });
  const { code, stderr } = await world.start(['run', suite], env).ended;
  t.equal(code, 0, stderr);
  t.equal(world.record('build.json').trees.base.release, '6.1.0-fake');
});

t.test(
  'a git checkout is taken as it stands, whatever repository a hook or a bisection has in its environment',
  async (t) => {
    const world = new World(t.testdir({}));
    const git = (...args: string[]): string => {
      const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
      const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] } } as const;
      return spawnSync('git', ['-C', world.kernel, ...identity, ...args], options).stdout;
    };
    git('init', '--quiet');
    world.write('kernel/.gitignore', '*.o\n');
    git('add', '--all');
    git('commit', '--quiet', '--message=all');
    world.behaviour('oops', 'rdma-write-writeback', 'oops');
    git('apply', join(world.folder, 'series/oops/0001-change.patch'));
    world.write('kernel/mm/ignored.o', 'an object of the user’s own build');
    world.write('other/.keep', '');
    spawnSync('git', ['init', '--quiet', join(world.folder, 'other')]);
    const env = { GIT_DIR: join(world.folder, 'other', '.git'), GIT_INDEX_FILE: join(world.folder, 'other', 'index') };
    const suite = world.suite(
      'checkout',
      { committed: '' },
      {
        candidates: [{ name: 'committed', source: `git:${world.kernel}#main` }],
        workloads: ['rdma-write-writeback'],
      },
    );
    const { code, stdout, stderr } = await world.start(['run', suite], env).ended;
    t.equal(code, 0, stderr);
    t.match(stdout, /base +ext4: BUG: NULL pointer dereference/);
    t.match(stdout, /committed +ext4: 3 guard tag errors, fdatasync EIO/);
    t.equal(git('status', '--porcelain'), ' M mm/gup.c\n', 'the checkout is left alone');
    t.same(
      readdirSync(join(world.folder, 'other', '.git', 'objects')).toSorted(),
      ['info', 'pack'],
      'and so is the other one',
    );
  },
);
