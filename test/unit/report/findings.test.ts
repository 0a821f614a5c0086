import t from 'tap';
import { describeRuns } from '../../../harness/report/findings.ts';
import { aJudgedCell } from '../../fixtures/records.ts';

t.test('a splat is told with its line, in one run and in many', async (t) => {
  const failures = [{ kind: 'splat:warning', count: 1, detail: 'WARNING in f', line: 'mm/gup.c:7' }];
  const run = (id: string) => aJudgedCell({ id, status: 'fail', failures });
  t.equal(describeRuns([run('base/d/ext4/w/1')], undefined), 'WARNING in f (mm/gup.c:7)');
  t.equal(
    describeRuns([run('base/d/ext4/w/1'), run('base/d/ext4/w/2')], undefined),
    'WARNING in f (mm/gup.c:7) in 2 of 2 runs',
  );
});
