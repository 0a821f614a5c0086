import { splatKinds } from '../kinds/splats/index.ts';
import { isAbout, type LocatedIssue } from '../records/inputs/known.ts';
import type { Observation } from '../records/run/observation.ts';
import type { JudgedCell, KnownReport, VerdictRecord } from '../records/run/verdict.ts';

interface Sorted {
  /** All that is not known: what failures are found in. */
  rest: Observation[];
  /** One a title and entry. */
  known: KnownReport[];
}

/**
 * Takes out the kernel's own reports that an entry is about, and nothing else: how the guest ended, what the log says
 * beside them, and reports beyond those that are kept one by one all stay. The first entry that is about a report has it.
 */
export function sortOutKnown(observations: readonly Observation[], issues: readonly LocatedIssue[]): Sorted {
  const rest: Observation[] = [];
  const known = new Map<string, KnownReport>();
  for (const each of observations) {
    const issue = each.type === 'splat' ? issues.find((one) => isAbout(one, each)) : undefined;
    if (each.type !== 'splat' || issue === undefined) {
      rest.push(each);
      continue;
    }
    const { reason, link, where } = issue;
    const { kind: name, title } = each;
    const key = `${where} ${name} ${title}`;
    const report = known.get(key);
    if (report !== undefined) report.count += 1;
    else {
      const silenced = [...(splatKinds[name]?.silences ?? [])];
      known.set(key, { kind: `splat:${name}`, title, count: 1, reason, link, where, silenced });
    }
  }
  return { rest, known: [...known.values()] };
}

/** How often each entry applied; also those that never did. */
export function tallyKnown(issues: readonly LocatedIssue[], cells: readonly JudgedCell[]): VerdictRecord['known'] {
  return issues.map((issue) => {
    const counts = cells.flatMap(({ known = [] }) => {
      const own = known.filter(({ where }) => where === issue.where);
      return own.length === 0 ? [] : [own.reduce((sum, { count }) => sum + count, 0)];
    });
    return { ...issue, reports: counts.reduce((sum, count) => sum + count, 0), cells: counts.length };
  });
}
