import { detectorNameOf } from '../../kinds/failureKinds.ts';
import type { SplatKind } from '../../kinds/splats/format.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { Failure } from '../../records/run/verdict.ts';
import { guiltyLine } from '../../symbols/guilty.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';
import { linesOf } from './logErrors.ts';

/** In the order in which failures are listed. */
const summaries: Readonly<Record<SplatKind['detector'], string>> = {
  // Before the crash that a bad access comes to.
  sanitisers:
    'bad accesses and broken lock rules, by what the debug flavour adds: KASAN, KFENCE, lockdep, sleep in atomic',
  crashes: 'kernel reports after which nothing can be trusted: oops, BUG, panic, bad page state, refcounts, lists',
  lockups: 'processors and tasks that get nowhere, by the kernel’s own watchdogs',
  warnings: 'kernel reports after which it goes on: WARN, UBSAN, and every report that no other detector takes',
};

/** The detectors of the kernel's own reports; which of them a kind of report belongs to is said in kinds/splats. */
export const splatDetectors: readonly Detector[] = (Object.keys(summaries) as SplatKind['detector'][]).map((name) => ({
  name,
  summary: summaries[name],
  detect: ({ record }) => [...reportsOf(name, record), ...linesOf(name, record)],
}));

/** Returns the reports of a detector's kinds, one failure a title. */
function reportsOf(detector: SplatKind['detector'], { observations }: CellRecord): Failure[] {
  const byTitle = new Map<string, Failure>();
  for (const splat of only(observations, 'splat')) {
    const { title } = splat;
    const kind = `splat:${splat.kind}`;
    if (detectorNameOf(kind) !== detector) continue;
    const failure = byTitle.get(`${kind} ${title}`) ?? { kind, count: 0, detail: title };
    // Of several of one title, the first that has one.
    const line = failure.line ?? guiltyLine(splat);
    if (line !== undefined) failure.line = line;
    failure.count += 1;
    byTitle.set(`${kind} ${title}`, failure);
  }
  return [...byTitle.values()];
}
