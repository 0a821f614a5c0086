import t from 'tap';
import { crashes } from '../../../../harness/judge/detectors/crashes.ts';
import { aSplat, factsOf } from './facts.ts';

t.test('reports of its classes are failures, one a title', async (t) => {
  t.strictSame(crashes.detect(factsOf()), []);
  const told = [
    aSplat('oops', 'A in f'),
    aSplat('bad-page', 'B in g'),
    aSplat('oops', 'A in f'),
    aSplat('oops', 'A in h'),
  ];
  t.strictSame(crashes.detect(factsOf(told)), [
    { kind: 'splat:oops', count: 2, detail: 'A in f' },
    { kind: 'splat:bad-page', count: 1, detail: 'B in g' },
    { kind: 'splat:oops', count: 1, detail: 'A in h' },
  ]);
});

t.test('what is another detector’s is left to it', async (t) => {
  t.strictSame(crashes.detect(factsOf([aSplat('warning', 'C in f'), aSplat('of-tomorrow', 'D in f')])), []);
});
