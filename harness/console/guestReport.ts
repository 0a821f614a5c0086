import { calls } from '../kinds/guest/calls.ts';
import { comparisons } from '../kinds/guest/comparisons.ts';
import { counters } from '../kinds/guest/counters.ts';
import { operations } from '../kinds/guest/operations.ts';
import type { Phase } from '../kinds/guest/stages.ts';
import { environmentNames, phases } from '../kinds/guest/stages.ts';
import { idsOf } from '../kinds/guest/words.ts';
import { type Check, type GuestObservation, guestObservationSchema } from '../records/run/observation.ts';
import { linesOf } from './lines.ts';

/** What a guest said on its own serial port, KTAP with JSON lines (vm/README.md). */
export interface GuestReport {
  observations: (GuestObservation | Check)[];
  /** Of the plan line `1..N`. */
  planned: number | undefined;
  /** `ok` and `not ok` lines. */
  checks: number;
  /** Names of the phases, in the order in which they came. */
  phases: Phase[];
}

/** A latency line holds thousands of samples; beyond this a line is damage or malice. */
const longestLine = 1024 * 1024;
/** A guest that reports without end must not fill our memory. */
const mostObservations = 10_000;
/** Damage is quoted, not copied. */
const longestQuote = 120;
/** The workload that came to be quiet says so a few times, not for ever. */
const mostDamages = 20;

const reported = /^# ?pinproof (.*)$/;
const check = /^(not )?ok\b(?: (\d+))?(?: -)?(?: (.*))?$/;
const plan = /^1\.\.(\d{1,9})(?: *#.*)?$/;
const bailOut = /^Bail out!\s*(.*)$/;

/**
 * Reads a guest's report. Pure, and total: whatever the bytes, it returns.
 * A damaged line becomes a `problem`, and so does a plan that was not fulfilled: silence is no pass.
 */
export function readGuestReport(text: string): GuestReport {
  const report: GuestReport = { observations: [], planned: undefined, checks: 0, phases: [] };
  let number = 0;
  let damages = 0;
  const problem = (what: string): void => {
    damages += 1;
    if (damages <= mostDamages) report.observations.push({ type: 'problem', what });
  };
  for (const raw of linesOf(text)) {
    number += 1;
    if (report.observations.length >= mostObservations) {
      problem(`the report has more than ${mostObservations} observations; the rest was not read`);
      break;
    }
    const line = raw.slice(0, longestLine).replaceAll('\r', '').replaceAll('\0', '').trim();
    if (raw.length > longestLine) problem(`line ${number} of the report is longer than ${longestLine} characters`);
    else readLine(line, number, report, problem);
  }
  if (report.planned !== undefined && report.checks !== report.planned) {
    problem(`the plan was ${report.planned} checks, and ${report.checks} were reported`);
  }
  if (report.planned === undefined && report.checks > 0) problem('checks were reported, but no plan line');
  return report;
}

function readLine(line: string, number: number, report: GuestReport, problem: (what: string) => void): void {
  const json = reported.exec(line);
  if (json !== null) {
    readObservation(json[1] ?? '', number, report, problem);
    return;
  }
  const checked = check.exec(line);
  if (checked !== null) {
    readCheck(checked, report);
    return;
  }
  const planned = plan.exec(line);
  if (planned !== null) {
    // KTAP puts the plan first or last; several programs in one stream have one each.
    report.planned = (report.planned ?? 0) + Number(planned[1]);
    return;
  }
  const bailed = bailOut.exec(line);
  if (bailed !== null) {
    problem(`Bail out! ${bailed[1] ?? ''}`.trim());
    return;
  }
  // A line that began as one of ours and lost its beginning or end must not be taken for a comment.
  if (/pinproof \{|^# ?pinpr|"type":"/.test(line)) problem(damaged(number, line));
}

function readObservation(text: string, number: number, report: GuestReport, problem: (what: string) => void): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    problem(damaged(number, text));
    return;
  }
  const parsed = guestObservationSchema.safeParse(value);
  if (!parsed.success) {
    const unknown = unknownId(value);
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || 'the top';
    problem(
      unknown === undefined
        ? `line ${number} of the report is not an observation (${where}: ${issue?.message}): ${quote(text)}`
        : `the guest reports ${unknown}, which pinproof does not know (line ${number} of the report)`,
    );
    return;
  }
  report.observations.push(parsed.data);
  if (parsed.data.type === 'phase') report.phases.push(parsed.data.phase);
}

/** The fields of each type of observation that hold an id, and the ids that are known (kinds/guest/). */
const ids: Readonly<Record<string, readonly { field: string; what: string; known: readonly string[] }[]>> = {
  phase: [{ field: 'phase', what: 'phase', known: phases }],
  environment: [{ field: 'name', what: 'setting', known: environmentNames }],
  counter: [
    { field: 'scope', what: 'scope', known: idsOf(counters) },
    { field: 'name', what: 'counter', known: Object.values(counters).flat() },
  ],
  call: [{ field: 'call', what: 'call', known: idsOf(calls) }],
  latency: [{ field: 'op', what: 'operation', known: idsOf(operations) }],
  cost: [{ field: 'op', what: 'operation', known: idsOf(operations) }],
  comparison: [{ field: 'where', what: 'comparison', known: idsOf(comparisons) }],
  stall: [{ field: 'call', what: 'call', known: idsOf(calls) }],
};

/** The first id of an observation that is not known, in words: `the call "x"`; undefined where all are. */
function unknownId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const found = (ids[String(fields['type'])] ?? []).find(
    ({ field, known }) => typeof fields[field] === 'string' && !known.includes(fields[field]),
  );
  return found === undefined ? undefined : `the ${found.what} "${quote(String(fields[found.field]))}"`;
}

function readCheck(found: RegExpExecArray, report: GuestReport): void {
  const [description = '', directive = ''] = (found[3] ?? '').split(/(?:^|\s)#\s*(?=(?:SKIP|TODO|XFAIL)\b)/i);
  report.checks += 1;
  report.observations.push({
    type: 'check',
    // KTAP: a failed test that is expected to fail (XFAIL, TODO) is no failure.
    ok: found[1] === undefined || /^(?:TODO|XFAIL)\b/i.test(directive),
    skipped: /^SKIP\b/i.test(directive),
    text: (description.trim() || directive.trim()).slice(0, 400),
  });
}

const damaged = (number: number, text: string): string => `line ${number} of the report is damaged: ${quote(text)}`;

function quote(text: string): string {
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote - 1)}…`;
}
