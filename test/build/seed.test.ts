import t from 'tap';
import { differing, pickSeed } from '../../harness/build/seed.ts';

const seed = (key: string, touched: string[], source = 's', setup = 'c') => ({ key, source, setup, touched });

t.test('the seed is a build of the same source and setup with the fewest files that differ', async (t) => {
  const builds = [
    seed('b', ['mm/gup.c', 'mm/rmap.c']),
    seed('a', ['mm/gup.c']),
    seed('c', [], 'other'),
    seed('d', [], 's', 'other'),
  ];
  t.equal(
    pickSeed(builds, { source: 's', setup: 'c', touched: ['mm/rmap.c'] })?.key,
    'a',
    'two files, as with b: the smaller key',
  );
  t.equal(
    pickSeed([...builds, seed('e', [])], { source: 's', setup: 'c', touched: ['mm/rmap.c'] })?.key,
    'e',
    'one file',
  );
  t.equal(pickSeed(builds, { source: 's', setup: 'none', touched: [] }), undefined);
});

t.test('what the seed touched differs too, even where the wanted tree leaves it alone', async (t) => {
  t.same(differing(['b', 'a'], ['c', 'a']), ['a', 'b', 'c']);
});
