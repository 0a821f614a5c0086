import t from 'tap';
import { judgeCell } from '../../../../harness/judge/cell.ts';
import { contract } from '../../../../harness/judge/detectors/contract.ts';
import { aRecord, aWorkload, healthy, refusing } from '../../../fixtures/records.ts';
import { aSplat } from './facts.ts';

const judge = (observations: typeof healthy) =>
  judgeCell(aRecord(observations), aWorkload(), { folder: 'cells/x', repeat: 'pinproof run x' });

t.test('a refusal is seen alone and beside a failure', async (t) => {
  t.equal(contract.fired(judge(healthy)), false);
  t.equal(contract.fired(judge(refusing)), true);
  t.equal(contract.fired(judge([...refusing, aSplat('oops', 'BUG in f')])), true);
});
