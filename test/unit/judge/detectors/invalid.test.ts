import t from 'tap';
import { judgeCell } from '../../../../harness/judge/cell.ts';
import { invalid } from '../../../../harness/judge/detectors/invalid.ts';
import { aRecord, aWorkload, healthy, refusing } from '../../../fixtures/records.ts';

const judge = (observations: typeof healthy) =>
  judgeCell(aRecord(observations), aWorkload(), { folder: 'cells/x', repeat: 'pinproof run x' });

t.test('a run without progress or with a problem is seen, one that passed or was refused is not', async (t) => {
  t.equal(invalid.fired(judge(healthy)), false);
  t.equal(invalid.fired(judge(refusing)), false);
  t.equal(invalid.fired(judge([])), true);
  t.equal(invalid.fired(judge([...healthy, { type: 'problem', what: 'no memory' }])), true);
});
