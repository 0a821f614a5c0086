import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { type JudgedCell, type VerdictRecord, verdictRecordSchema } from '../../harness/records/run/verdict.ts';
import { unlessSampled } from '../sample.ts';

/** The whole way on Debian's kernels. Cold, it compiles two kernels and a bit; what a run before has built is recalled. */

const filesystems = ['ext4', 'xfs', 'btrfs'];
const series = join(packageRoot, 'candidates', 'refuse');

let folder: string;
t.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pinproof-e2e-'));
});
t.after(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  exitCode: number;
  stdout: string;
  verdict: VerdictRecord;
}

async function run(suite: string): Promise<Outcome> {
  const cli = join(packageRoot, 'harness', 'cli', 'main.ts');
  const { exitCode, stdout, stderr } = await new Promise<{ exitCode: number; stdout: string; stderr: string }>(
    (done) => {
      const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(process.execPath, [cli, 'run', suite], options, (_error, out, err) =>
        done({ exitCode: child.exitCode ?? -1, stdout: out, stderr: err }),
      );
      // A build takes minutes: whoever watches sees that it lives.
      child.stderr?.pipe(process.stderr);
    },
  );
  const path = join(folder, 'pinproof-out', 'latest', 'verdict.json');
  const verdict = verdictRecordSchema.parse(
    JSON.parse(await readFile(path, 'utf8').catch(() => `{"stderr": ${JSON.stringify(stderr)}}`)),
  );
  return { exitCode, stdout, verdict };
}

async function runSuite(name: string, lines: readonly string[]): Promise<Outcome> {
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, `${lines.join('\n')}\n`);
  return run(path);
}

const allWorkloads = 'workloads: [rdma-write-writeback, dio-read-into-mapping, mmap-store-writeback]';

function cellOf({ verdict }: Outcome, tree: string, filesystem: string, workload: string): JudgedCell {
  const id = `${tree}/dif1-dix1/${filesystem}/${workload}/1`;
  const cell = verdict.cells.find((each) => each.id === id);
  if (cell === undefined) throw new Error(`there is no cell ${id}`);
  return cell;
}

const kindsOf = ({ failures }: JudgedCell): string[] => failures.map(({ kind }) => kind);

t.test(
  '6.1 fails where the refuse series refuses, and nothing regresses',
  { skip: unlessSampled('6.1') },
  async (t) => {
    const outcome = await run(join(series, 'suite.yaml'));
    t.equal(outcome.exitCode, 0);
    t.equal(outcome.verdict.conclusion, 'nothing-regressed');
    for (const filesystem of filesystems) {
      const base = cellOf(outcome, 'base', filesystem, 'rdma-write-writeback');
      t.equal(base.status, 'fail', `${filesystem}: RDMA WRITE under writeback`);
      t.ok(kindsOf(base).includes('guard-tag'), `${filesystem}: guard tags do not match`);
      t.ok(kindsOf(base).includes('fsync-error'), `${filesystem}: fdatasync fails`);
      const candidate = cellOf(outcome, 'refuse', filesystem, 'rdma-write-writeback');
      t.equal(candidate.status, 'refused', `${filesystem}: refused, not fixed`);
      t.same(candidate.refusals, [{ call: 'ibv_reg_mr', error: 'EFAULT' }]);
      for (const tree of ['base', 'refuse']) {
        t.equal(
          cellOf(outcome, tree, filesystem, 'mmap-store-writeback').status,
          'pass',
          `${filesystem}: the control on ${tree}`,
        );
        const direct = cellOf(outcome, tree, filesystem, 'dio-read-into-mapping');
        t.ok(kindsOf(direct).includes('guard-tag'), `${filesystem}: short pins race on ${tree}`);
      }
      const words = outcome.verdict.comparisons
        .filter(({ cell }) => cell.startsWith(`dif1-dix1/${filesystem}/`))
        .map(({ cell, verdict, claimed }) => [cell.split('/')[2], verdict, claimed]);
      t.same(words, [
        ['rdma-write-writeback', 'refused', true],
        ['dio-read-into-mapping', 'unchanged-bad', false],
        ['mmap-store-writeback', 'unchanged-good', false],
        ['operation-cost', 'unchanged-good', false],
      ]);
    }
    t.match(outcome.stdout, /refused/);
    // What the series adds to a registration is some hundred instructions; what it does not touch costs as much as before.
    for (const filesystem of filesystems) {
      const site = `dif1-dix1/${filesystem}/operation-cost/1`;
      const costs = outcome.verdict.comparisons.find(({ cell }) => cell === site)?.costs ?? [];
      t.same(
        costs.map(({ op }) => op),
        [
          'O_DIRECT read',
          'O_DIRECT write',
          'write and fsync',
          'shared fault',
          'MR register',
          'RDMA WRITE',
          'MR deregister',
        ],
        `${filesystem}: and on a file mapping only the base can register`,
      );
      const cost = (name: string) => costs.find(({ op }) => op === name);
      t.equal(cost('RDMA WRITE')?.candidate, cost('RDMA WRITE')?.base);
      const added = (cost('MR register')?.candidate ?? 0) - (cost('MR register')?.base ?? 0);
      t.ok(added > 0 && added < 1000, `${filesystem}: ${added} instructions more to register`);
      t.ok('MR register, file' in (cellOf(outcome, 'base', filesystem, 'operation-cost').costs ?? {}));
    }
  },
);

t.test('without the series, what had it regresses', { skip: unlessSampled('6.1') }, async (t) => {
  const outcome = await runSuite('swapped', [
    'base: {source: "debian:linux-source-6.1", series: '.concat(JSON.stringify(resolve(series)), '}'),
    'candidates: [{name: without}]',
    allWorkloads,
  ]);
  t.equal(outcome.exitCode, 1);
  t.equal(outcome.verdict.conclusion, 'regression');
  for (const filesystem of filesystems) {
    t.equal(cellOf(outcome, 'base', filesystem, 'rdma-write-writeback').status, 'refused');
    const comparison = outcome.verdict.comparisons.find(
      ({ cell }) => cell === `dif1-dix1/${filesystem}/rdma-write-writeback/1`,
    );
    t.equal(comparison?.verdict, 'regressed');
  }
});

t.test('6.12 refuses by itself', { skip: unlessSampled('6.12') }, async (t) => {
  const outcome = await runSuite('mainline', ['base: {source: "debian:linux-source-6.12"}', allWorkloads]);
  t.equal(outcome.exitCode, 0);
  for (const filesystem of filesystems) {
    const rdma = cellOf(outcome, 'base', filesystem, 'rdma-write-writeback');
    t.equal(rdma.status, 'refused', `${filesystem}: registration`);
    t.same(rdma.refusals, [{ call: 'ibv_reg_mr', error: 'EFAULT' }]);
    t.equal(cellOf(outcome, 'base', filesystem, 'mmap-store-writeback').status, 'pass', `${filesystem}: the control`);
    t.ok(
      kindsOf(cellOf(outcome, 'base', filesystem, 'dio-read-into-mapping')).includes('guard-tag'),
      `${filesystem}: short pins race with writeback in mainline too`,
    );
  }
});
