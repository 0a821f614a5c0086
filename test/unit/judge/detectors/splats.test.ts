import t from 'tap';
import type { Detector } from '../../../../harness/judge/detectors/detector.ts';
import { splatDetectors } from '../../../../harness/judge/detectors/splats.ts';
import { splatKinds } from '../../../../harness/kinds/splats/index.ts';
import type { Observation, Splat } from '../../../../harness/records/run/observation.ts';
import type { Failure } from '../../../../harness/records/run/verdict.ts';
import { aLog, aSplat, factsOf } from './facts.ts';

/** For each detector two kinds of its own, and one of another's. */
const cases: Readonly<Record<string, readonly [string, string, string]>> = {
  sanitisers: ['kasan', 'lockdep', 'oops'],
  crashes: ['oops', 'bad-page', 'warning'],
  lockups: ['soft-lockup', 'hung-task', 'oops'],
  warnings: ['warning', 'ubsan', 'oops'],
};

const found = (name: string, observations: readonly Observation[] = []): Failure[] =>
  splatDetectors.find((each) => each.name === name)?.detect(factsOf(observations)) ?? [];

t.test('their names, in the order in which failures are told', async (t) => {
  t.strictSame(
    splatDetectors.map(({ name }) => name),
    Object.keys(cases),
  );
});

for (const [name, [first, second, another]] of Object.entries(cases)) {
  t.test(`${name}: reports of its kinds are failures, one a title`, async (t) => {
    t.strictSame(found(name), []);
    const told = [aSplat(first, 'A in f'), aSplat(second, 'B in g'), aSplat(first, 'A in f'), aSplat(first, 'A in h')];
    t.strictSame(found(name, told), [
      { kind: `splat:${first}`, count: 2, detail: 'A in f' },
      { kind: `splat:${second}`, count: 1, detail: 'B in g' },
      { kind: `splat:${first}`, count: 1, detail: 'A in h' },
    ]);
  });

  t.test(`${name}: what is another detector’s is left to it`, async (t) => {
    t.strictSame(found(name, [aSplat(another, 'C in f')]), []);
  });
}

t.test('each kind of report is taken once, a kind that no table knows too, by warnings', async (t) => {
  const takers = (kind: string): string[] =>
    splatDetectors
      .filter(({ detect }: Detector) => detect(factsOf([aSplat(kind, 'A in f')])).length > 0)
      .map(({ name }) => name);
  for (const [kind, { detector }] of Object.entries(splatKinds)) t.strictSame(takers(kind), [detector], kind);
  t.strictSame(takers('of-tomorrow'), ['warnings']);
  t.strictSame(found('warnings', [aSplat('of-tomorrow', 'D in f')]), [
    { kind: 'splat:of-tomorrow', count: 1, detail: 'D in f' },
  ]);
});

t.test('where in the source the first of a title happened that can tell', async (t) => {
  const at = (line: number): Observation => ({
    ...(aSplat('warning', 'WARNING in f') as Splat),
    function: 'f',
    locations: [{ at: 'f+0x1/0x2', frames: [{ function: 'f', file: 'mm/gup.c', line }] }],
  });
  t.strictSame(found('warnings', [aSplat('warning', 'WARNING in f'), at(7), at(8)]), [
    { kind: 'splat:warning', count: 3, detail: 'WARNING in f', line: 'mm/gup.c:7' },
  ]);
});

t.test('reports that were counted and not kept are told by warnings; no other line of the log is', async (t) => {
  const lines = [aLog('more-splats', 9, 'WARNING in f'), aLog('ext4-warning', 1), aLog('rxe-refused', 1)];
  for (const name of Object.keys(cases)) {
    const expected = name === 'warnings' ? [{ kind: 'log:more-splats', count: 9, detail: 'WARNING in f' }] : [];
    t.strictSame(found(name, lines), expected, name);
  }
});
