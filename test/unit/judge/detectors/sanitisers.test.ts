import t from 'tap';
import { sanitisers } from '../../../../harness/judge/detectors/sanitisers.ts';
import { aSplat, factsOf } from './facts.ts';

t.test('reports of its classes are failures, one a title', async (t) => {
  t.strictSame(sanitisers.detect(factsOf()), []);
  const told = [
    aSplat('kasan', 'A in f'),
    aSplat('lockdep', 'B in g'),
    aSplat('kasan', 'A in f'),
    aSplat('kasan', 'A in h'),
  ];
  t.strictSame(sanitisers.detect(factsOf(told)), [
    { kind: 'splat:kasan', count: 2, detail: 'A in f' },
    { kind: 'splat:lockdep', count: 1, detail: 'B in g' },
    { kind: 'splat:kasan', count: 1, detail: 'A in h' },
  ]);
});

t.test('what is another detector’s is left to it', async (t) => {
  t.strictSame(sanitisers.detect(factsOf([aSplat('oops', 'C in f'), aSplat('of-tomorrow', 'D in f')])), []);
});
