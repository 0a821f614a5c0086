import type { Observation } from '../../../../harness/records/run/observation.ts';
import { renderPage } from '../../../../harness/report/html/page.ts';
import { pageInput } from '../../../fixtures/page.ts';
import { healthy, refusing } from '../../../fixtures/records.ts';
import type { RunShape } from '../../../fixtures/run.ts';

/** Runs whose pages tests look at. */

export const latency = (scale = 1): Observation => ({
  type: 'latency',
  op: 'fdatasync',
  unit: 'ns',
  count: 5,
  max: 9e6 * scale,
  samples: [4e6 * scale, 5e6 * scale, 5e6 * scale, 6e6 * scale, 9e6 * scale],
});

export const wrongPages: Observation = {
  type: 'comparison',
  where: 'remount',
  ok: false,
  pages: 64,
  bad: 16,
  first: 32,
  found: '00 for 67 at byte 8',
};

/** A console of 60 lines whose kernel report stands in lines 30 to 34. */
export const console = Array.from({ length: 60 }, (_, index) =>
  index >= 29 && index <= 33
    ? `[   13.00] report ${index + 1} try_grab_page+0x12/0x34`
    : `[    1.00] line ${index + 1}`,
).join('\n');

export const splat: Observation = {
  type: 'splat',
  class: 'warning',
  kind: 'warning',
  fingerprint: '0123456789ab',
  task: { name: 'late-write', pid: 122 },
  time: 13.2,
  tainted: '',
  title: 'WARNING in try_grab_page',
  function: 'try_grab_page',
  truncated: false,
  firstLine: 30,
  lastLine: 34,
  text: console.split('\n').slice(29, 34).join('\n'),
};

export const costs = (more = 0): Observation[] =>
  (['mr-register', 'write-and-fsync'] as const).map((op, index) => ({
    type: 'cost',
    op,
    instructions: index === 0 ? 21_916 + more : 1_410_880,
    count: 32,
  }));

const tags: Observation = {
  type: 'integrity',
  tag: 'guard',
  by: 'scsi_debug',
  count: 1204,
  first: 'GUARD check failed',
};

/** Two candidates on two filesystems: one refuses as it claims, the other loses data, warns and costs more. */
export const mixed: RunShape = {
  candidates: { refuse: { claims: true }, bounce: { claims: false } },
  filesystems: ['ext4', 'xfs'],
  workloads: ['rdma-write-writeback', 'mmap-store-writeback', 'operation-cost'],
  observed: (tree, workload) => {
    if (workload === 'operation-cost') return [...healthy, ...costs(tree === 'bounce' ? 2000 : 0)];
    if (workload !== 'rdma-write-writeback') return [...healthy, latency()];
    if (tree === 'refuse') return refusing;
    return [...healthy, latency(tree === 'base' ? 1 : 2), ...(tree === 'base' ? [tags] : [wrongPages, splat])];
  },
  trees: { bounce: { addedWarnings: [{ file: 'mm/gup.c', line: 12, text: "unused variable 'x'" }] } },
};

/** What a guest, or a patch, may write to do harm. */
const evil = `</pre></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"'\u202e\u0000\u001b[31m javascript:alert(1)`;

/** A page whose every text is hostile. */
export function hostilePage(): string {
  const observed: Observation[] = [
    ...healthy,
    { ...splat, title: evil, function: 'try_grab_page', class: evil } as Observation,
    { ...wrongPages, found: evil } as Observation,
    { type: 'stall', call: 'fsync', task: evil, seconds: 9, ended: false, stack: [evil] },
    { type: 'call', call: 'fsync', errno: 5, error: evil, count: 1 },
    latency(),
    ...costs(),
  ];
  const input = pageInput(
    { ...mixed, observed: () => observed, trees: { bounce: { addedWarnings: [{ file: evil, line: 1, text: evil }] } } },
    () => `${console}\n`.replace(/report (\d+)/g, `report $1 ${evil}`),
  );
  // The reader of reports lets no id pass that it does not know; a page does not rely on it.
  for (const { comparisons, stalls, latencies } of input.evidence.values()) {
    for (const each of comparisons) each.where = evil as typeof each.where;
    for (const each of stalls) each.call = evil as typeof each.call;
    for (const each of latencies) each.op = evil as typeof each.op;
  }
  for (const tree of Object.values(input.verdict.trees)) tree.title = evil;
  for (const cell of input.verdict.cells) {
    [cell.folder, cell.repeat] = [`javascript:${evil}`, evil];
    cell.costs = { [evil]: 10 };
  }
  for (const { costs } of input.verdict.comparisons) for (const cost of costs ?? []) cost.op = evil;
  for (const { candidate } of input.plan.trees) if (candidate) [candidate.title, candidate.idea] = [evil, evil];
  input.verdict.name = evil;
  input.verdict.unconfined = evil;
  return renderPage(input);
}
