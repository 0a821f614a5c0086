import t from 'tap';
import { catchBugs } from '../planted/catch.ts';
import { contextOf } from './context.ts';

t.test('every bug that is planted in a kernel is caught, and nothing else blamed', async (t) => {
  const assessed = await catchBugs(await contextOf(t));
  t.ok(assessed.length > 80);
  t.same(
    assessed
      .filter(({ missed, falseAlarms }) => missed !== undefined || falseAlarms.length > 0)
      .map(({ bug, missed, falseAlarms }) => ({ patch: bug.patch, missed, falseAlarms })),
    [],
  );
});
