import t from 'tap';
import { warnings } from '../../../harness/judge/detectors/warnings.ts';
import { aLog, aSplat, factsOf } from './facts.ts';

t.test('reports of its classes are failures, one a title', async (t) => {
  t.strictSame(warnings.detect(factsOf()), []);
  const told = [aSplat('warning', 'WARNING in f'), aSplat('ubsan', 'UBSAN in g'), aSplat('warning', 'WARNING in f')];
  t.strictSame(warnings.detect(factsOf(told)), [
    { kind: 'splat:warning', count: 2, detail: 'WARNING in f' },
    { kind: 'splat:ubsan', count: 1, detail: 'UBSAN in g' },
  ]);
});

t.test('a class that no detector names is not lost, and what another one names is left to it', async (t) => {
  t.strictSame(warnings.detect(factsOf([aSplat('oops', 'BUG in f'), aSplat('of-tomorrow', 'D in f')])), [
    { kind: 'splat:of-tomorrow', count: 1, detail: 'D in f' },
  ]);
});

t.test('reports that were counted and not kept are told; other lines of the log are not its own', async (t) => {
  t.strictSame(warnings.detect(factsOf([aLog('more-splats', 9, 'WARNING in f'), aLog('ext4-warning', 1)])), [
    { kind: 'log:more-splats', count: 9, detail: 'WARNING in f' },
  ]);
});
