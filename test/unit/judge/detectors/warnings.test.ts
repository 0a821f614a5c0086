import t from 'tap';
import { warnings } from '../../../../harness/judge/detectors/warnings.ts';
import { describeFailure } from '../../../../harness/kinds/failureKinds.ts';
import type { Observation, Splat } from '../../../../harness/records/run/observation.ts';
import { aLog, aSplat, factsOf } from './facts.ts';

t.test('reports of its classes are failures, one a title', async (t) => {
  t.strictSame(warnings.detect(factsOf()), []);
  const told = [aSplat('warning', 'WARNING in f'), aSplat('ubsan', 'UBSAN in g'), aSplat('warning', 'WARNING in f')];
  t.strictSame(warnings.detect(factsOf(told)), [
    { kind: 'splat:warning', count: 2, detail: 'WARNING in f' },
    { kind: 'splat:ubsan', count: 1, detail: 'UBSAN in g' },
  ]);
});

t.test('where in the source the first of a title happened that can tell', async (t) => {
  const at = (line: number): Observation => ({
    ...(aSplat('warning', 'WARNING in f') as Splat),
    function: 'f',
    locations: [{ at: 'f+0x1/0x2', frames: [{ function: 'f', file: 'mm/gup.c', line }] }],
  });
  const [failure] = warnings.detect(factsOf([aSplat('warning', 'WARNING in f'), at(7), at(8)]));
  t.strictSame(failure, { kind: 'splat:warning', count: 3, detail: 'WARNING in f', line: 'mm/gup.c:7' });
  t.equal(failure && describeFailure(failure), 'WARNING in f (mm/gup.c:7, 3 times)');
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
