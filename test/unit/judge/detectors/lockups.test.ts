import t from 'tap';
import { lockups } from '../../../../harness/judge/detectors/lockups.ts';
import { aSplat, factsOf } from './facts.ts';

t.test('reports of its classes are failures, one a title', async (t) => {
  t.strictSame(lockups.detect(factsOf()), []);
  const told = [
    aSplat('soft-lockup', 'A in f'),
    aSplat('hung-task', 'B in g'),
    aSplat('soft-lockup', 'A in f'),
    aSplat('soft-lockup', 'A in h'),
  ];
  t.strictSame(lockups.detect(factsOf(told)), [
    { kind: 'splat:soft-lockup', count: 2, detail: 'A in f' },
    { kind: 'splat:hung-task', count: 1, detail: 'B in g' },
    { kind: 'splat:soft-lockup', count: 1, detail: 'A in h' },
  ]);
});

t.test('what is another detector’s is left to it', async (t) => {
  t.strictSame(lockups.detect(factsOf([aSplat('oops', 'C in f'), aSplat('of-tomorrow', 'D in f')])), []);
});
