import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkOrCopy } from '../../host/folders.ts';
import { needArch } from '../../host/requirements.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import type { Tell } from '../../records/events.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import type { BuildRecord, BuiltTree, FailedTree, SeriesPatch, Warning } from '../../records/run/build.ts';
import type { Plan, PlanTree } from '../../records/run/plan.ts';
import { applySeries } from '../../series/apply/apply.ts';
import { sizeOf } from '../../series/diff/size.ts';
import type { Patch } from '../../series/read.ts';
import type { FetchedSource } from '../../sources/fetch.ts';
import { runParts, treeFiles } from '../../store/runFiles.ts';
import { addedWarnings } from '../make/diagnostics.ts';
import { toolchainOf } from '../make/toolchain.ts';
import { optionsOff } from '../optionsOff.ts';
import { jobOf, type PreparedTree, prepare, setupOf } from './prepare.ts';
import { asFailedTree, type BuildTree } from './runTreeJob.ts';
import { buildFolder, findBuild, type Store, type StoredBuild, workTree } from './store.ts';
import { linkTree } from './tree.ts';
import { holdingWorkTree } from './workTree.ts';

export interface BuildRequest {
  plan: Plan;
  machine: Machine;
  cache: string;
  /** Where logs, kernels and configurations are put for people: trees/ID/ below it. */
  runFolder: string;
  tell: Tell;
  signal?: AbortSignal;
  /** Builds one tree, here or elsewhere; what it built is in the cache then. */
  build: BuildTree;
}

/**
 * Builds every tree of a plan, or recalls it. A tree that fails to apply, configure or build is a value in the
 * record; the others go on, unless it is the base: without one nothing can be judged.
 */
export async function buildTrees(request: BuildRequest): Promise<BuildRecord> {
  const { plan, machine, cache, runFolder, tell } = request;
  const store: Store = { cache };
  const unconfined = await demandSandbox(plan.trees, tell);
  needArch(machine.arch);
  const toolchain = await toolchainOf();
  const setup = await setupOf(plan, machine, toolchain);
  const readAt = new Date().toISOString();
  const prepared: PreparedTree[] = [];
  for (const tree of plan.trees) prepared.push(await prepare(tree, setup, request));

  const trees: BuildRecord['trees'] = {};
  // All series are tried before ten minutes are spent on compiling.
  for (const one of prepared) {
    const failure = await trySeries(one, request);
    if (failure !== undefined) trees[one.tree.id] = failure;
  }
  const hopeless = prepared.length > 1 && prepared.slice(1).every(({ tree }) => trees[tree.id] !== undefined);
  let baseWarnings: Warning[] = [];
  for (const one of hopeless ? [] : prepared) {
    const { id } = one.tree;
    if (trees[id] !== undefined) continue;
    const isBase = one === prepared[0];
    const built = await buildOne(one, isBase, request);
    if ('outcome' in built) {
      trees[id] = built;
      if (isBase) break;
      continue;
    }
    if (isBase) baseWarnings = built.warnings;
    const config = await readFile(join(buildFolder(store, built.key), treeFiles.config), 'utf8');
    const added = isBase ? [] : [...addedWarnings(baseWarnings, built.warnings), ...optionsOff(one.own, config)];
    trees[id] = await present(one.source, built, added, store, runFolder, id);
  }
  const series = Object.fromEntries(prepared.slice(1).map(({ tree, own }) => [tree.id, own.map(asRecord)]));
  const revisions = Object.fromEntries(
    prepared.flatMap(({ tree, revision }) => (revision === undefined ? [] : [[tree.id, revision]])),
  );
  return {
    format: 'pinproof.build/1',
    toolchain,
    ...(unconfined !== undefined && { unconfined }),
    origin: { readAt, revisions },
    series,
    trees,
  };
}

/**
 * Builds a tree of a plan, or recalls it. One that fails has its log in the run.
 * @param keep whether others will start from its objects
 * @param after key of a build whose objects are nearest, where that is known
 */
export async function buildOne(
  one: PreparedTree,
  keep: boolean,
  { plan, runFolder, build }: Pick<BuildRequest, 'plan' | 'runFolder' | 'build'>,
  after?: string,
): Promise<StoredBuild | FailedTree> {
  const log = fileOf(one.tree.id, treeFiles.log);
  const built = await build(await jobOf(one, plan.trees[0] as PlanTree, keep, after), join(runFolder, log));
  return 'outcome' in built ? { ...built, log } : built;
}

/** Returns the path of a file of a tree, relative to the folder of the run. */
const fileOf = (id: string, name: string): string => join(runParts.trees, id, name);

const asRecord = (patch: Patch): SeriesPatch => {
  const { subject, hash, messageIds } = patch;
  return { subject, hash, messageIds, size: sizeOf(patch) };
};

async function trySeries(
  { tree, source, patches, key }: PreparedTree,
  { cache, tell, signal }: BuildRequest,
): Promise<FailedTree | undefined> {
  const store: Store = { cache };
  if (patches.length === 0 || (await findBuild(store, key)) !== undefined) return undefined;
  tell({ type: 'step', stage: 'build', subject: tree.id, text: `trying ${patches.length} patches` });
  return holdingWorkTree(store, tree.id, tell, signal, async () => {
    try {
      await linkTree(source.folder, workTree(store), signal);
      await applySeries(workTree(store), patches, signal, source.label);
      return undefined;
    } catch (error) {
      return asFailedTree(error, 'apply');
    }
  });
}

/** Links a build's products into the run folder, where people look for them. */
async function present(
  { label }: FetchedSource,
  build: StoredBuild,
  added: Warning[],
  store: Store,
  runFolder: string,
  id: string,
): Promise<BuiltTree> {
  const from = buildFolder(store, build.key);
  const { vmlinux, image, config, log } = treeFiles;
  for (const name of [vmlinux, ...(build.image ? [image] : []), config, log])
    await linkOrCopy(join(from, name), join(runFolder, fileOf(id, name)));
  return {
    outcome: 'built',
    key: build.key,
    source: build.source,
    label,
    release: build.release,
    vmlinux: fileOf(id, vmlinux),
    ...(build.image && { image: fileOf(id, image) }),
    config: fileOf(id, config),
    log: fileOf(id, log),
    ...(build.seed !== undefined && { seed: build.seed }),
    seconds: build.seconds,
    objects: build.objects,
    warnings: build.warnings,
    addedWarnings: added,
  };
}
