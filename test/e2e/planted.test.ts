import t from 'tap';
import { catchBugs } from '../planted/catch.ts';
import { bugsOf } from '../planted/sample.ts';
import { described, sample } from '../sample.ts';
import { contextOf } from './context.ts';

t.test('every bug that is planted in a kernel is caught, and nothing else blamed', async (t) => {
  const assessed = await catchBugs(await contextOf(t), bugsOf(sample));
  t.ok(assessed.length > (sample === undefined ? 80 : 3), `${assessed.length} bugs, ${described}`);
  t.same(
    assessed
      .filter(({ missed, falseAlarms }) => missed !== undefined || falseAlarms.length > 0)
      .map(({ bug, missed, falseAlarms }) => ({ patch: bug.patch, missed, falseAlarms })),
    [],
  );
});
