import t from 'tap';
import { compareCells } from '../../../harness/judge/compare.ts';
import { isRegression } from '../../../harness/judge/counts.ts';
import type { RefusalClaim } from '../../../harness/records/inputs/candidate.ts';
import {
  type CellStatus,
  comparisonSchema,
  type JudgedCell,
  type VerdictWord,
} from '../../../harness/records/run/verdict.ts';

const judged = (status: CellStatus, over: Partial<JudgedCell> = {}): JudgedCell => ({
  id: 'x/dif1-dix1/ext4/rdma/1',
  status,
  failures: status === 'fail' ? [{ kind: 'guard-tag', count: 42, detail: 'GUARD' }] : [],
  reasons: status === 'invalid' || status === 'lost' ? ['because'] : [],
  refusals: status === 'refused' ? [{ call: 'ibv_reg_mr', error: 'EFAULT' }] : [],
  progress: {},
  folder: 'cells/x',
  repeat: '',
  ...over,
});
const failing = (...kinds: string[]): JudgedCell =>
  judged('fail', { failures: kinds.map((kind) => ({ kind, count: 1, detail: kind })) });
const claim: RefusalClaim = { refuses: 'ibv_reg_mr', errno: 'EFAULT', workloads: ['rdma'], why: 'by intent' };
const compare = (base: JudgedCell, candidate: JudgedCell, claims: RefusalClaim[] = []) =>
  compareCells('dif1-dix1/ext4/rdma/1', 'refuse', { base, candidate, claims });

/** Rows: base; columns: pass, fail, refused, invalid, lost. */
const table: Record<CellStatus, VerdictWord[]> = {
  pass: ['unchanged-good', 'regressed', 'refused', 'invalid', 'inconclusive'],
  fail: ['fixed', 'unchanged-bad', 'refused', 'invalid', 'inconclusive'],
  refused: ['fixed', 'regressed', 'refused', 'invalid', 'inconclusive'],
  invalid: ['invalid', 'invalid', 'invalid', 'invalid', 'inconclusive'],
  lost: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
};
const statuses: CellStatus[] = ['pass', 'fail', 'refused', 'invalid', 'lost'];

for (const base of statuses) {
  for (const [column, candidate] of statuses.entries()) {
    t.test(`${base} -> ${candidate}`, async (t) => {
      const comparison = compare(judged(base), judged(candidate));
      t.equal(comparison.verdict, table[base][column]);
      t.not(comparison.why, '');
      t.strictSame(comparisonSchema.parse(comparison), comparison);
    });
  }
}

t.test('a candidate that fails worse than the base has regressed', async (t) => {
  const order = ['log:ext4-warning', 'fsync-error', 'guard-tag', 'content', 'splat:warning', 'splat:oops'];
  for (const [a, milder] of order.entries()) {
    for (const [b, graver] of order.entries()) {
      const expected = b > a ? 'regressed' : 'unchanged-bad';
      t.equal(compare(failing(milder), failing(graver)).verdict, expected, `${milder} -> ${graver}`);
    }
  }
  t.equal(compare(failing('content', 'fsync-error'), failing('guard-tag', 'content')).verdict, 'unchanged-bad');
});

t.test('two trees that do not boot say more of the machine than of the candidate', async (t) => {
  t.equal(compare(failing('boot'), failing('boot')).verdict, 'inconclusive');
  t.equal(compare(judged('pass'), failing('boot')).verdict, 'regressed');
  t.equal(compare(failing('boot'), judged('pass')).verdict, 'fixed');
});

t.test('a refusal is a regression unless it is claimed, or the base refuses too', async (t) => {
  const regressed = (base: JudgedCell, candidate: JudgedCell, claims: RefusalClaim[] = []) =>
    isRegression(compare(base, candidate, claims));
  t.equal(compare(judged('fail'), judged('refused'), [claim]).claimed, true);
  t.equal(regressed(judged('fail'), judged('refused'), [claim]), false);
  t.equal(regressed(judged('pass'), judged('refused'), [claim]), false);
  t.equal(regressed(judged('fail'), judged('refused')), true);
  t.equal(regressed(judged('pass'), judged('refused'), [{ ...claim, errno: 'EPERM' }]), true);
  t.equal(regressed(judged('refused'), judged('refused')), false);
});

t.test('refusing more than the base does is a regression, if it is not claimed', async (t) => {
  const both = judged('refused', {
    refusals: [
      { call: 'ibv_reg_mr', error: 'EFAULT' },
      { call: 'pread', error: 'EFAULT' },
    ],
  });
  t.match(compare(judged('refused'), both), { verdict: 'regressed', why: /pread EFAULT/ });
  t.match(compare(judged('refused'), both, [{ ...claim, refuses: 'pread' }]), { verdict: 'refused' });
});
