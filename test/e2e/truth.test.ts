import t from 'tap';
import { described, sample } from '../sample.ts';
import { compareWithTruth } from '../truth/compare.ts';
import { contextOf } from './context.ts';

t.comment(described);

t.test('what is known of Debian’s kernels is what pinproof says of them', async (t) => {
  const agreements = await compareWithTruth(await contextOf(t), { sample });
  t.ok(agreements.length > (sample === undefined ? 1000 : 100), `${agreements.length} expectations, ${described}`);
  t.same(
    agreements.flatMap(({ row, kernel, site, disagreement }) =>
      disagreement === undefined ? [] : [`${row.row} ${kernel} ${site}: ${disagreement}`],
    ),
    [],
  );
});
