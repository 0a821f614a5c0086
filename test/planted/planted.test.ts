import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { namedDetectors } from '../../harness/judge/detectors/index.ts';
import type { JudgedCell } from '../../harness/records/run/verdict.ts';
import { readCatalogue } from '../../harness/suite/catalogue.ts';
import { aCell, aJudgedCell } from '../fixtures/records.ts';
import { sampleOf, samples } from '../sample.ts';
import { assess, type Bug, cellOf, readPlanted, type Site } from './planted.ts';
import { bugsOf } from './sample.ts';

const folder = join(packageRoot, 'test', 'planted');
const { workloads, devices, filesystems } = await readCatalogue();
const { kernels, bugs } = await readPlanted(join(folder, 'planted.yaml'));

t.test('every bug names what there is, and its twin is another cell', (t) => {
  for (const { patch, kernel, cell, twin } of bugs) {
    t.ok(kernels[kernel], `${patch}: ${kernel}`);
    for (const { device, filesystem, workload, parameters } of [cell, twin]) {
      t.ok(devices[device], `${patch}: ${device}`);
      t.ok(filesystems[filesystem], `${patch}: ${filesystem}`);
      t.ok(workloads[workload], `${patch}: ${workload}`);
      for (const name of Object.keys(parameters)) t.ok(workloads[workload]?.parameters[name], `${patch}: ${name}`);
    }
    t.notSame(cell, twin, patch);
  }
  t.end();
});

t.test('there is one patch a bug, with its number and no other in it, and one bug a patch', async (t) => {
  for (const kernel of Object.keys(kernels)) {
    const patches = (await readdir(join(folder, kernel))).sort();
    const listed = bugs.filter((bug) => bug.kernel === kernel);
    t.same(patches, ['01-switch.patch', ...listed.map(({ patch }) => patch)].sort(), kernel);
    for (const { bug, patch } of listed) {
      t.equal(Number.parseInt(patch, 10), bug, patch);
      const added = (await readFile(join(folder, kernel, patch), 'utf8'))
        .split('\n')
        .filter((line) => /^\+/.test(line));
      const removed = (await readFile(join(folder, kernel, patch), 'utf8'))
        .split('\n')
        .filter((line) => /^-/.test(line));
      const known = new Set(removed.flatMap(switchesIn));
      t.same([...new Set(added.flatMap(switchesIn).filter((one) => !known.has(one)))], [bug], patch);
    }
  }
});

const switchesIn = (line: string): number[] =>
  [...line.matchAll(/planted\((\d+)\)/g)].map(([, digits]) => Number(digits));

t.test('every detector has two bugs at least', (t) => {
  const counted = Map.groupBy(bugs, ({ detector }) => detector);
  for (const { name } of namedDetectors) t.ok((counted.get(name)?.length ?? 0) >= 2, name);
  for (const name of counted.keys())
    t.ok(
      namedDetectors.some((detector) => detector.name === name),
      `there is ${name}`,
    );
  t.end();
});

const site: Site = {
  device: 'plain',
  filesystem: 'xfs',
  workload: 'late-write',
  parameters: { meanwhile: 'punch' },
  seed: 1,
};
const usual = { by: 'dio-read', meanwhile: 'fsync', region: 'gone', pages: 16 };

t.test('a site is the cell with its parameters, and the usual ones beside; the bug is a word of the cell', (t) => {
  const cells = [
    aCell({ device: 'plain', filesystem: 'xfs', workload: 'late-write', parameters: usual }),
    aCell({
      device: 'plain',
      filesystem: 'xfs',
      workload: 'late-write',
      parameters: { ...usual, meanwhile: 'punch' },
    }),
  ];
  const cell = cellOf(site, 7, cells, workloads);
  t.same(cell.parameters, { ...usual, meanwhile: 'punch', planted: 7 });
  t.equal(cell.id, 'base/plain/xfs/late-write+bug-7/1');
  t.throws(() => cellOf({ ...site, filesystem: 'ext4' }, 7, cells, workloads), /no cell/);
  t.throws(() => cellOf({ ...site, seed: 2 }, 7, cells, workloads), /no cell/);
  t.end();
});

const bug: Bug = {
  bug: 7,
  patch: '07-x.patch',
  what: 'x',
  kernel: '6.1',
  flavour: 'plain',
  detector: 'content',
  kinds: ['content', 'guard-tag'],
  status: 'fail',
  cell: site,
  twin: { ...site, filesystem: 'ext4' },
};
const failing = (...kinds: string[]): JudgedCell =>
  aJudgedCell({ status: 'fail', failures: kinds.map((kind) => ({ kind, count: 1, detail: 'x' })) });
const clean = aJudgedCell();
const sound = { without: clean, twinWithout: clean, twinWith: clean };

t.test('a bug is caught if its cell shows all that it must, and more is well', (t) => {
  t.same(assess(bug, { ...sound, with: failing('content', 'guard-tag') }), { falseAlarms: [] });
  t.same(assess(bug, { ...sound, with: failing('content', 'guard-tag', 'fsync-error') }), { falseAlarms: [] });
  t.match(assess(bug, { ...sound, with: failing('content') }), { missed: /no guard-tag/ });
  t.match(assess(bug, { ...sound, with: clean }), { missed: /it is pass/ });
  t.match(assess(bug, { ...sound, with: aJudgedCell({ status: 'invalid', reasons: ['no DIX'] }) }), {
    missed: /no DIX/,
  });
  t.end();
});

t.test('the detector that the bug names must have fired', (t) => {
  const other: Bug = { ...bug, detector: 'stalls' };
  t.match(assess(other, { ...sound, with: failing('content', 'guard-tag') }), { missed: /stalls did not fire/ });
  t.end();
});

t.test('a cell that is not clean without the bug catches nothing, and is a false alarm', (t) => {
  const { missed, falseAlarms } = assess(bug, {
    ...sound,
    without: failing('content', 'guard-tag'),
    with: failing('content', 'guard-tag'),
  });
  t.match(missed, /without the bug/);
  t.match(falseAlarms, [/without the bug the cell is fail content guard-tag/]);
  t.end();
});

t.test('what the twin shows is a false alarm, with the bug and without', (t) => {
  const caught = failing('content', 'guard-tag');
  t.match(assess(bug, { ...sound, with: caught, twinWith: failing('content') }).falseAlarms, [/with the bug the twin/]);
  t.match(assess(bug, { ...sound, with: caught, twinWith: aJudgedCell({ status: 'lost' }) }).falseAlarms, [
    /twin is lost/,
  ]);
  const both = assess(bug, { ...sound, with: caught, twinWithout: failing('content'), twinWith: failing('content') });
  t.match(both.falseAlarms, [/without the bug the twin/]);
  t.equal(both.falseAlarms.length, 1);
  t.end();
});

t.test('of a refusal and of a run that proves nothing, a reason must speak of the right thing', (t) => {
  const { kinds: _, ...rest } = bug;
  const refusal: Bug = { ...rest, detector: 'contract', kinds: [], status: 'refused', words: 'ibv_reg_mr EFAULT' };
  const refused = (reason: string) =>
    aJudgedCell({ status: 'refused', reasons: [reason], refusals: [{ call: 'ibv_reg_mr', error: 'EFAULT' }] });
  t.same(assess(refusal, { ...sound, with: refused('ibv_reg_mr EFAULT 1 of 1') }), { falseAlarms: [] });
  t.match(assess(refusal, { ...sound, with: refused('FICLONE EOPNOTSUPP 1 of 1') }), { missed: /no reason speaks/ });
  t.end();
});

t.test('each bug is in a sample, and a sample compiles one kernel for them', async (t) => {
  const { bugs } = await readPlanted(join(folder, 'planted.yaml'));
  const each = Array.from({ length: samples }, (_, number) => bugs.filter(bugsOf(sampleOf(number))));
  t.equal(new Set(each.flat()).size, bugs.length);
  for (const [number, members] of each.entries()) {
    t.ok(members.length > 3, `sample ${number}`);
    t.equal(new Set(members.map(({ kernel, flavour }) => `${kernel} ${flavour}`)).size, 1, `sample ${number}`);
  }
});
