import t from 'tap';
import { differing, pickSeed } from '../../../../harness/compile/trees/seed.ts';

const seed = (key: string, touched: string[], source = 's', setup = 'c', foreign: string[] = []) => ({
  key,
  source,
  setup,
  touched,
  foreign,
});
const wanted = (touched: string[], patches: string[] = [], setup = 'c') => ({ source: 's', setup, touched, patches });

t.test('the seed is a build of the same source and setup with the fewest files that differ', async (t) => {
  const builds = [
    seed('b', ['mm/gup.c', 'mm/rmap.c']),
    seed('a', ['mm/gup.c']),
    seed('c', [], 'other'),
    seed('d', [], 's', 'other'),
  ];
  t.equal(pickSeed(builds, wanted(['mm/rmap.c']))?.key, 'a', 'two files, as with b: the smaller key');
  t.equal(pickSeed([...builds, seed('e', [])], wanted(['mm/rmap.c']))?.key, 'e', 'one file');
  t.equal(pickSeed(builds, wanted([], [], 'none')), undefined);
});

t.test('what the seed touched differs too, even where the wanted tree leaves it alone', async (t) => {
  t.same(differing(['b', 'a'], ['c', 'a']), ['a', 'b', 'c']);
});

t.test('objects that a stranger’s patch may have made are no start for a tree without that patch', async (t) => {
  const builds = [seed('mine', ['a', 'b', 'c']), seed('theirs', ['Makefile'], 's', 'c', ['patch'])];
  t.equal(pickSeed(builds, wanted(['Makefile']))?.key, 'mine', 'though more files differ');
  t.equal(pickSeed(builds, wanted(['Makefile'], ['another']))?.key, 'mine');
  t.equal(pickSeed(builds, wanted(['Makefile'], ['patch', 'another']))?.key, 'theirs', 'its makefile runs here anyway');
});

t.test('of builds that older versions left, those without a series are trusted', async (t) => {
  const { foreign: _, ...plain } = seed('plain', []);
  const { foreign: __, ...patched } = seed('patched', ['mm/gup.c']);
  t.equal(pickSeed([patched], wanted(['mm/gup.c'])), undefined);
  t.equal(pickSeed([patched, plain], wanted(['mm/gup.c']))?.key, 'plain');
});

t.test('the build that is known to be nearest is taken, where it fits and may be trusted', async (t) => {
  const builds = [
    seed('base', []),
    seed('before', ['a', 'b', 'c'], 's', 'c', ['one']),
    seed('elsewhere', ['a'], 'other', 'c', ['one']),
  ];
  const after = (key: string, patches: string[]): string | undefined =>
    pickSeed(builds, { ...wanted(['a'], patches), after: key })?.key;
  t.equal(after('before', ['one', 'two']), 'before', 'though more files differ');
  t.equal(after('before', ['two']), 'base', 'a stranger had a hand in it who has none here');
  t.equal(after('elsewhere', ['one', 'two']), 'base', 'another source');
  t.equal(after('gone', ['one']), 'base');
});
