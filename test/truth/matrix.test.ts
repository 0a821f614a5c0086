import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { failureKinds } from '../../harness/kinds/failureKinds.ts';
import { readCatalogue } from '../../harness/suite/catalogue.ts';
import { aCell, aJudgedCell } from '../fixtures/records.ts';
import { combinationsOf, disagreement, expectedOf, isRacy, type Row, readMatrix } from './matrix.ts';

const { workloads, devices, filesystems } = await readCatalogue();
const matrix = await readMatrix(join(packageRoot, 'test', 'truth', 'matrix.yaml'));

t.test('every row names what there is: workloads, parameters, devices, kernels, kinds of failures', (t) => {
  for (const { row, workload, parameters, devices: on, filesystems: of, expect } of matrix.rows) {
    t.ok(workloads[workload], `${row}: ${workload}`);
    for (const name of Object.keys(parameters)) t.ok(workloads[workload]?.parameters[name], `${row}: ${name}`);
    for (const name of on) t.ok(devices[name], `${row}: ${name}`);
    for (const name of of) t.ok(filesystems[name], `${row}: ${name}`);
    for (const [kernel, expected] of Object.entries(expect)) {
      t.ok(matrix.kernels[kernel], `${row}: ${kernel}`);
      // One that is left out is not known; one that the row does not speak of is a mistake.
      if (typeof expected !== 'string')
        for (const name of Object.keys(expected)) t.ok(of.includes(name), `${row}: ${name}`);
      for (const outcome of typeof expected === 'string' ? [expected] : Object.values(expected)) {
        const [status, ...facts] = outcome.split(' ');
        if (status === 'fail')
          for (const kind of facts) t.ok(kind.replace(/^-/, '') in failureKinds, `${row}: ${kind}`);
      }
    }
  }
  t.end();
});

const row: Row = {
  row: 'G7',
  what: 'x',
  workload: 'late-write',
  parameters: { meanwhile: 'pageout' },
  seed: 1,
  devices: ['plain'],
  filesystems: ['ext4', 'xfs'],
  expect: { '6.1': { ext4: 'fail content', xfs: 'pass' } },
};

const usual = { by: 'dio-read', meanwhile: 'fsync', region: 'gone', pages: 16 };

t.test('a row speaks of the cells with its parameters, and the usual ones beside, on its devices', (t) => {
  const cell = (over: object = {}) =>
    aCell({ workload: 'late-write', device: 'plain', parameters: { ...usual, meanwhile: 'pageout' }, ...over });
  const of = (over?: object, kernel = '6.1') => expectedOf(row, kernel, cell(over), workloads);
  t.equal(of(), 'fail content');
  t.equal(of({ filesystem: 'xfs' }), 'pass');
  for (const other of [
    { filesystem: 'btrfs' },
    { device: 'dif1-dix1' },
    { workload: 'mmap-store-writeback' },
    { parameters: usual },
    { parameters: { ...usual, meanwhile: 'pageout', pages: 17 } },
  ])
    t.equal(of(other), undefined);
  t.equal(of({}, '6.12'), undefined);
  t.end();
});

t.test('cells of a race are those of its kernel, file systems, workloads and holders', (t) => {
  const races = [{ what: 'x', kernel: '6.1', filesystems: ['btrfs'], workloads: ['late-write'], by: ['rdma'] }];
  const cell = (over: object = {}) =>
    aCell({ workload: 'late-write', filesystem: 'btrfs', parameters: { ...usual, by: 'rdma' }, ...over });
  t.ok(isRacy(races, '6.1', cell()));
  t.notOk(isRacy(races, '6.12', cell()));
  for (const other of [{ filesystem: 'xfs' }, { workload: 'pinned-syncs' }, { parameters: usual }])
    t.notOk(isRacy(races, '6.1', cell(other)));
  t.end();
});

t.test('a row with several values of parameters is one for every combination', (t) => {
  const written = { ...row, parameters: { pages: 8 }, each: { by: ['rdma', 'store'], meanwhile: ['fsync', 'sync'] } };
  t.same(
    combinationsOf(written).map(({ parameters }) => parameters),
    [
      { pages: 8, by: 'rdma', meanwhile: 'fsync' },
      { pages: 8, by: 'rdma', meanwhile: 'sync' },
      { pages: 8, by: 'store', meanwhile: 'fsync' },
      { pages: 8, by: 'store', meanwhile: 'sync' },
    ],
  );
  t.end();
});

t.test('another status disagrees, and so does a fact that is missing; further facts do not', (t) => {
  const failing = aJudgedCell({ status: 'fail', failures: [{ kind: 'content', count: 1, detail: 'x' }] });
  t.equal(disagreement('pass', aJudgedCell({})), undefined);
  t.equal(disagreement('fail content', failing), undefined);
  t.equal(disagreement('fail content', aJudgedCell({})), 'expected fail content, and it is pass');
  t.equal(disagreement('pass', failing), 'expected pass, and it is fail content');
  t.equal(
    disagreement('pass', aJudgedCell({ status: 'invalid', reasons: ['no DIX'] })),
    'expected pass, and it is invalid no DIX',
  );
  t.equal(
    disagreement('fail content guard-tag', failing),
    'expected fail content guard-tag, and there is no guard-tag: fail content',
  );
  t.equal(disagreement('fail content -guard-tag', failing), undefined);
  const both = aJudgedCell({
    status: 'fail',
    failures: ['content', 'guard-tag'].map((kind) => ({ kind, count: 1, detail: 'x' })),
  });
  t.equal(disagreement('fail content -guard-tag', both), 'expected fail content -guard-tag: fail content guard-tag');
  const refused = aJudgedCell({ status: 'refused', refusals: [{ call: 'FICLONE', error: 'EOPNOTSUPP' }] });
  t.equal(disagreement('refused FICLONE EOPNOTSUPP', refused), undefined);
  t.match(disagreement('refused FICLONE EINVAL', refused), /there is no EINVAL: refused FICLONE EOPNOTSUPP/);
  t.end();
});
