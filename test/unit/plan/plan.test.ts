import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { planOfSuite } from '../../../harness/pipeline/planning.ts';
import { planSchema } from '../../../harness/records/run/plan.ts';
import { defaultMachine, readCatalogue } from '../../../harness/suite/catalogue.ts';
import { readSuite, suiteOf, usualWorkloads } from '../../../harness/suite/suite.ts';

const catalogue = await readCatalogue();
const minimal = 'base: {source: "debian:linux-source-6.1"}\nworkloads: [mmap-store-writeback]\n';
const read = (text: string) => readSuite(text, 's.yaml', catalogue).value;

t.test('a misspelt name has a place and the nearest right word', (t) => {
  const cases: [string, RegExp][] = [
    ['filesystems: [ext4, btfs]\n', /^s\.yaml:3:21: there is no file system "btfs"\n {2}-> perhaps btrfs;/],
    ['devices: [dif1-dx1]\n', /^s\.yaml:3:11: there is no device "dif1-dx1"\n {2}-> perhaps dif1-dix1;/],
    ['devices: [constructor]\n', /^s\.yaml:3:11: there is no device "constructor"/],
    ['filesystems: [ext4, xfs, ext4]\n', /^s\.yaml:3:26: ext4 is there twice/],
    ['seeds: [7, 7]\n', /^s\.yaml:3:12: 7 is there twice/],
    ['candidates: [{name: base, series: x}]\n', /^s\.yaml:3:21: a candidate may not be called "base"/],
    ['candidates: [{name: a, series: x}, {name: a, series: y}]\n', /^s\.yaml:3:43: two candidates are called "a"/],
    ['candidates: [{name: a}]\n', /^s\.yaml:3:14: the candidate "a" is the base itself/],
  ];
  for (const [text, message] of cases) t.throws(() => read(minimal + text), { blame: 'input', message }, text);
  const workload = (text: string): string => minimal.replace('mmap-store-writeback', text);
  t.throws(() => read(workload('rdma-write-writebck')), {
    message: /^s\.yaml:2:13: there is no workload .*\n {2}-> perhaps rdma-write-writeback;/,
  });
  t.throws(() => read(workload('{name: mmap-store-writeback, parameters: {sync: 3}}')), {
    message: /^s\.yaml:2:55: there is no parameter of mmap-store-writeback "sync"\n {2}-> perhaps syncs;/,
  });
  t.throws(() => read(workload('{name: mmap-store-writeback, parameters: {syncs: 0}}')), {
    message: /^s\.yaml:2:62: syncs is 0, and must be a number from 1 to 1000/,
  });
  t.end();
});

t.test('a plan leaves nothing open', async (t) => {
  const folder = t.testdir({});
  await mkdir(join(folder, 'mine'));
  await writeFile(join(folder, 'extra.config'), '');
  const suite = read(`name: x
base: {source: "git:linux#v6.1"}
candidates: [{name: mine, series: mine}, {name: other, source: tree}]
fragments: [extra.config]
filesystems: [ext4, xfs]
seeds: [1, 2]
workloads:
  - mmap-store-writeback
  - {name: mmap-store-writeback, parameters: {syncs: 64}}
`);
  const plan = planSchema.parse(await planOfSuite(suite, catalogue, { folder, name: 'file' }));
  t.same(
    plan.trees.map(({ id, source, series }) => [id, source, series]),
    [
      ['base', `git:${folder}/linux#v6.1`, []],
      ['mine', `git:${folder}/linux#v6.1`, [join(folder, 'mine')]],
      ['other', join(folder, 'tree'), []],
    ],
  );
  t.equal(plan.fragments.at(-1), join(folder, 'extra.config'));
  t.notOk(plan.fragments.some((path) => path.endsWith('debug.config')));
  t.equal(plan.cells.length, 3 * 2 * 2 * 2);
  t.equal(new Set(plan.cells.map(({ id }) => id)).size, plan.cells.length, 'ids are unique');
  const cell = plan.cells.find(({ id }) => id === 'mine/dif1-dix1/xfs/mmap-store-writeback+2/2');
  t.match(cell, { parameters: { pages: 64, syncs: 64 }, needs: ['integrity'], seed: 2 });
});

t.test('the base’s own series comes before the candidate’s; a candidate without one is the source alone', async (t) => {
  const folder = t.testdir({ one: {}, two: {} });
  const suite = read(
    `${minimal.replace('6.1"', '6.1", series: one')}candidates: [{name: more, series: two}, {name: without}]\n`,
  );
  const { trees } = await planOfSuite(suite, catalogue, { folder, name: 'x' });
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  t.same(
    trees.map(({ id, series, baseSeries }) => [id, series, baseSeries]),
    [
      ['base', [one], 1],
      ['more', [one, two], 1],
      ['without', [], 0],
    ],
  );
});

t.test('candidate.yaml beside the patches is read, and its mistakes are told', async (t) => {
  const yaml = 'name: mine\nfamily: refuse\ntitle: t\nidea: i\nagainst: x\n';
  const folder = t.testdir({
    good: { 'candidate.yaml': yaml },
    bad: { 'candidate.yaml': yaml.replace('refuse', 'refuze') },
    claims: {
      'candidate.yaml': `${yaml}claims:\n  - {refuses: c, errno: EFAULT, why: w, workloads: [rdma-write-writebak]}\n`,
    },
  });
  const suite = (name: string) => read(`${minimal}candidates: [{name: mine, series: ${name}}]\n`);
  const { trees } = await planOfSuite(suite('good'), catalogue, { folder, name: 'x' });
  t.match(trees[1]?.candidate, { family: 'refuse' });
  await t.rejects(planOfSuite(suite('bad'), catalogue, { folder, name: 'x' }), {
    blame: 'input',
    message: /candidate\.yaml:2:9: "family": .*\n {2}-> perhaps refuse;/,
  });
  await t.rejects(planOfSuite(suite('claims'), catalogue, { folder, name: 'x' }), {
    blame: 'input',
    message: /candidate\.yaml:7:53: there is no workload "rdma-write-writebak"\n {2}-> perhaps rdma-write-writeback;/,
  });
  await t.rejects(planOfSuite(suite('nowhere'), catalogue, { folder, name: 'x' }), {
    blame: 'input',
    message: /there is no such series/,
  });
});

t.test('--base and --series stand for a suite of all workloads on all file systems', async (t) => {
  const plan = await planOfSuite(suiteOf({ base: 'debian:linux-source-6.1', series: '.' }, catalogue), catalogue, {
    folder: t.testdir({}),
    name: 'run',
  });
  t.same(
    plan.trees.map(({ id }) => id),
    ['base', 'candidate'],
  );
  t.equal(plan.cells.length, 2 * 3 * usualWorkloads(catalogue).length);
  t.notOk(plan.workloads['off-the-shelf'], 'whose cells have an image of their own');
  t.notOk(plan.workloads['suspended-disk'], 'which fails on purpose');
});

t.test('the debug flavour has all of the plain fragments, and its own last', (t) => {
  const { plain, debug } = catalogue.fragments[defaultMachine(catalogue)] ?? {};
  t.same(debug?.slice(0, -1), plain);
  t.match(debug?.at(-1), /debug\.config$/);
  t.end();
});

const native = `${minimal}engine: native\ncandidates: [{name: a, series: one}, {name: b, series: one}]\n`;

t.test('native repeats are interleaved: each of every tree before the next of any, another tree first', async (t) => {
  const folder = t.testdir({ one: {} });
  const suite = read(`${native}repeats: 4\nfilesystems: [ext4, xfs]\n`);
  const { cells } = planSchema.parse(await planOfSuite(suite, catalogue, { folder, name: 'x' }));
  const site = (filesystem: string): string => `dif1-dix1/${filesystem}/mmap-store-writeback/1`;
  const order = ['base a b', 'a b base', 'b base a', 'base a b'].flatMap((trees, index) =>
    trees.split(' ').map((tree) => [tree, index + 1] as const),
  );
  t.same(
    cells.map(({ id, tree, repeat }) => [id, tree, repeat]),
    ['ext4', 'xfs'].flatMap((name) => order.map(([tree, r]) => [`${tree}/${site(name)}/r${r}`, tree, r])),
  );
});

t.test('a native cell is run twenty times where the suite does not say; a deterministic one once', async (t) => {
  const folder = t.testdir({ one: {} });
  const plan = (text: string) => planOfSuite(read(text), catalogue, { folder, name: 'x' });
  t.equal((await plan(`${native}filesystems: [xfs]\n`)).cells.length, 3 * 20);
  const { cells } = await plan(`${minimal}filesystems: [xfs]\n`);
  t.same(
    cells.map(({ id, repeat }) => [id, repeat]),
    [['base/dif1-dix1/xfs/mmap-store-writeback/1', undefined]],
  );
});

t.test(
  'a word is one of those that there are, and stands in the name of the cell where it is not the usual one',
  async (t) => {
    const late = (words: string): string =>
      minimal.replace(
        '[mmap-store-writeback]',
        `[${words
          .split(' ')
          .map((word) => `{name: late-write, parameters: {meanwhile: ${word}}}`)
          .join(', ')}]`,
      );
    t.throws(() => read(late('pagout')), {
      blame: 'input',
      message: /^s\.yaml:2:\d+: meanwhile is pagout, and must be one of nothing, fsync, .*\n {2}-> perhaps pageout;/,
    });
    t.throws(() => read(late('3')), { message: /meanwhile is 3, and must be one of/ });
    const suite = read(`${late('fsync pageout pageout')}filesystems: [xfs]\n`);
    const { cells } = await planOfSuite(suite, catalogue, { folder: t.testdir({}), name: 'x' });
    t.same(
      cells.map(({ id, parameters }) => [id, parameters['meanwhile']]),
      [
        ['base/dif1-dix1/xfs/late-write/1', 'fsync'],
        ['base/dif1-dix1/xfs/late-write+pageout/1', 'pageout'],
        ['base/dif1-dix1/xfs/late-write+pageout+2/1', 'pageout'],
      ],
    );
  },
);

t.test('a workload that counts instructions is refused on the native engine', (t) => {
  t.throws(
    () => read('base: {source: debian:x}\nengine: native\nworkloads: [mmap-store-writeback, operation-cost]\n'),
    {
      blame: 'input',
      message:
        /^s\.yaml:3:\d+: operation-cost says something on the deterministic engine only\n {2}-> leave it out here, or/,
    },
  );
  t.end();
});

t.test('by how much an operation may be dearer is in the plan: 5 % where the suite does not say', async (t) => {
  const plan = (text: string) => planOfSuite(read(text), catalogue, { folder: t.testdir({}), name: 'x' });
  t.same((await plan(minimal)).thresholds, { instructions: 5 });
  t.same((await plan(`${minimal}thresholds: {instructions: 0.5}\n`)).thresholds, { instructions: 0.5 });
  t.throws(() => read(`${minimal}thresholds: {instructions: -1}\n`), { blame: 'input', message: /s\.yaml:\d/ });
});

t.test('repeats on the deterministic engine are refused: they would be no evidence', (t) => {
  for (const engine of ['', 'engine: deterministic\n']) {
    t.throws(() => read(`${minimal}${engine}repeats: 1\n`), {
      blame: 'input',
      message:
        /^s\.yaml:\d:1: repeats are for the native engine: .*one is enough\n {2}-> leave it out, or say engine: native/,
    });
  }
  for (const count of ['0', '2.5', '1001', 'many']) {
    t.throws(() => read(`${native}repeats: ${count}\n`), { blame: 'input', message: /"?repeats"?/ }, count);
  }
  t.end();
});
