import t from 'tap';
import { compareWithTruth } from '../truth/compare.ts';
import { contextOf } from './context.ts';

t.test('what is known of Debian’s kernels is what pinproof says of them', async (t) => {
  const agreements = await compareWithTruth(await contextOf(t));
  t.ok(agreements.length > 1000);
  t.same(
    agreements.flatMap(({ row, kernel, site, disagreement }) =>
      disagreement === undefined ? [] : [`${row.row} ${kernel} ${site}: ${disagreement}`],
    ),
    [],
  );
});
