import t from 'tap';
import { described, sample } from '../sample.ts';
import { compareWithTruth } from '../truth/compare.ts';
import { alarmSeeds } from '../truth/seeds.ts';
import { contextOf } from './context.ts';

t.test('no detector fires in a cell that is clean, whatever the seed', async (t) => {
  const agreements = await compareWithTruth(await contextOf(t), { cleanWith: alarmSeeds, sample });
  t.ok(agreements.length > (sample === undefined ? 700 : 70), `${agreements.length} cells, ${described}`);
  t.same(
    agreements.flatMap(({ kernel, site, disagreement }) =>
      disagreement === undefined ? [] : [`${kernel} ${site}: ${disagreement}`],
    ),
    [],
  );
});
