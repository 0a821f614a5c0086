import { exists } from '../../host/folders.ts';
import { needArch } from '../../host/requirements.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import type { CheckedPatch, CheckedSeries, PatchName, SeriesRecord } from '../../records/outputs/checkedSeries.ts';
import type { PlanTree } from '../../records/run/plan.ts';
import type { Patch } from '../../series/read.ts';
import { treeError } from '../../text/errors.ts';
import { addedWarnings } from '../make/diagnostics.ts';
import { toolchainOf } from '../make/toolchain.ts';
import { type BuildRequest, buildOne } from './buildTrees.ts';
import { type PreparedTree, prepare, setupOf, withKey } from './prepare.ts';
import { dropKeptTree, keptTree, type Store, type StoredBuild } from './store.ts';
import { holdingWorkTree } from './workTree.ts';

/**
 * Builds each patch of each candidate on top of the one before, which lends its objects. Where a patch does not build
 * the next are still tried, on top of it; where one does not apply, there is nothing to go on from.
 * @throws tree error where the tree without the series does not build
 */
export async function buildEachPatch(request: BuildRequest): Promise<SeriesRecord> {
  const { plan, machine, tell } = request;
  await demandSandbox(plan.trees, tell);
  needArch(machine.arch);
  const toolchain = await toolchainOf();
  const setup = await setupOf(plan, machine, toolchain);
  const candidates: SeriesRecord['candidates'] = {};
  for (const tree of plan.trees.filter(addsPatches)) {
    candidates[tree.id] = await checkCandidate(await prepare(tree, setup, request), request);
  }
  const bad = Object.values(candidates).some(({ patches }) => patches.some(isBad));
  return { format: 'pinproof.series/1', name: plan.name, toolchain, candidates, exitCode: bad ? 1 : 0 };
}

/** Whether a tree has patches that are not the base's: the others have nothing to go through one by one. */
export const addsPatches = ({ series, baseSeries }: PlanTree): boolean => series.length > baseSeries;

const isBad = (patch: CheckedPatch): boolean => patch.outcome !== 'built' || patch.addedWarnings.length > 0;

/** The tree of a candidate with the first so many of its own patches. */
function cutAfter(whole: PreparedTree, count: number): PreparedTree {
  const inherited = whole.patches.length - whole.own.length;
  return withKey({
    ...whole,
    tree: { ...whole.tree, id: count === 0 ? 'base' : `${whole.tree.id}.${count}` },
    patches: whole.patches.slice(0, inherited + count),
    own: whole.own.slice(0, count),
  });
}

async function checkCandidate(whole: PreparedTree, request: BuildRequest): Promise<CheckedSeries> {
  const base = await buildOne(cutAfter(whole, 0), true, request);
  if ('outcome' in base) {
    throw treeError({
      what: 'the tree does not build without the series',
      where: whole.source.label,
      why: base.message,
    });
  }
  const store: Store = { cache: request.cache };
  const patches: CheckedPatch[] = [];
  let last = { number: 0, build: base };
  /** Trees that are kept for the next patch alone. */
  let passing: string | undefined;
  const drop = async (): Promise<void> => {
    const key = passing;
    passing = undefined;
    if (key === undefined || !(await exists(keptTree(store, key)))) return;
    // Under the lock: another process may be taking its objects.
    await holdingWorkTree(store, whole.tree.id, request.tell, undefined, () => dropKeptTree(store, key));
  };
  try {
    for (const [index, patch] of whole.own.entries()) {
      const number = index + 1;
      const here = cutAfter(whole, number);
      const wasKept = await exists(keptTree(store, here.key));
      const built = await buildOne(here, number < whole.own.length, request, last.build.key);
      const name = nameOf(patch, number);
      if ('outcome' in built) {
        patches.push({ ...name, ...built });
        if (built.stage === 'apply') break;
        continue;
      }
      patches.push({ ...name, outcome: 'built', ...compared(built, last) });
      await drop();
      last = { number, build: built };
      if (!wasKept) passing = built.key;
    }
  } finally {
    await drop();
  }
  const untried = whole.own.slice(patches.length).map((patch, index): CheckedPatch => {
    const why = `patch ${patches.length} does not apply`;
    return { ...nameOf(patch, patches.length + index + 1), outcome: 'untried', why };
  });
  const { release, key } = base;
  return { base: { label: whole.source.label, release, key }, patches: [...patches, ...untried] };
}

/** What identifies a patch for people. */
export function nameOf({ name, subject, author, messageIds }: Patch, number: number): PatchName {
  return { number, name, subject, author, messageIds };
}

function compared(
  { key, seconds, objects, warnings }: StoredBuild,
  { number, build }: { number: number; build: StoredBuild },
): Omit<Extract<CheckedPatch, { outcome: 'built' }>, keyof PatchName | 'outcome'> {
  return {
    key,
    seconds,
    objects,
    addedWarnings: addedWarnings(build.warnings, warnings),
    goneWarnings: addedWarnings(warnings, build.warnings),
    against: number,
  };
}
