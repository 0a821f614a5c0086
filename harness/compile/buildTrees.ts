import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { linkOrCopy } from '../host/folders.ts';
import { contentKey } from '../host/hash.ts';
import { removeAll } from '../host/removeAll.ts';
import { needArch } from '../host/requirements.ts';
import { demandSandbox, isOurSeries } from '../host/sandbox/demand.ts';
import { type Tell, tellNobody } from '../records/events.ts';
import type { Machine } from '../records/inputs/vm.ts';
import type { BuildRecord, BuiltTree, FailedTree, Revision, SeriesPatch, Warning } from '../records/run/build.ts';
import type { Plan, PlanTree } from '../records/run/plan.ts';
import { applySeries } from '../series/apply/apply.ts';
import { sizeOf } from '../series/diff/size.ts';
import { type Patch, readSeries } from '../series/read.ts';
import { type FetchedSource, fetchSource } from '../sources/fetch.ts';
import { revisionOf } from '../sources/revision.ts';
import { parseSource } from '../sources/source.ts';
import { isDeadLock, withLock } from '../store/locks.ts';
import { PinproofError } from '../text/errors.ts';
import { compilerCacheOf } from './compilerCache.ts';
import { compileTree } from './compileTree.ts';
import { addedWarnings } from './diagnostics.ts';
import { optionsOff } from './optionsOff.ts';
import {
  buildFolder,
  findBuild,
  imageName,
  type Store,
  type StoredBuild,
  touchKeptTree,
  workLock,
  workTree,
} from './store.ts';
import { toolchainOf } from './toolchain.ts';
import { linkTree } from './tree.ts';

export interface BuildRequest {
  plan: Plan;
  machine: Machine;
  cache: string;
  /** Where logs, kernels and configurations are put for people: trees/ID/ below it. */
  runFolder: string;
  tell: Tell;
  signal?: AbortSignal;
}

/** A tree with all that decides its bytes in hand. */
export interface PreparedTree {
  tree: PlanTree;
  source: FetchedSource;
  patches: Patch[];
  /** Those of them that the base has not. */
  own: Patch[];
  revision: Revision | undefined;
  /** Content addresses of those of the whole series that are others'. */
  foreign: string[];
  /** Content address of fragments and toolchain. */
  setup: string;
  key: string;
}

/**
 * Builds every tree of a plan, or recalls it. A tree that fails to apply, configure or build is a value in the
 * record; the others go on, unless it is the base: without one nothing can be judged.
 */
export async function buildTrees(request: BuildRequest): Promise<BuildRecord> {
  const { plan, machine, cache, runFolder, tell, signal } = request;
  const store: Store = { cache };
  const unconfined = await demandSandbox(plan.trees, tell);
  needArch(machine.arch);
  const toolchain = await toolchainOf();
  const setup = await setupKey(plan, machine, toolchain);
  const readAt = new Date().toISOString();
  const prepared: PreparedTree[] = [];
  for (const tree of plan.trees) prepared.push(await prepare(tree, setup, request));

  const trees: BuildRecord['trees'] = {};
  // Ten minutes of compiling are ill spent on a series that does not apply: all are tried first.
  for (const one of prepared) {
    const failure = await checkSeries(one, store, tell, signal);
    if (failure !== undefined) trees[one.tree.id] = failure;
  }
  const hopeless = prepared.length > 1 && prepared.slice(1).every(({ tree }) => trees[tree.id] !== undefined);
  let baseWarnings: Warning[] = [];
  for (const one of hopeless ? [] : prepared) {
    const { id } = one.tree;
    if (trees[id] !== undefined) continue;
    const isBase = one === prepared[0];
    const built = await buildOrRecall(one, isBase, request);
    if ('outcome' in built) {
      trees[id] = built;
      if (isBase) break;
      continue;
    }
    if (isBase) baseWarnings = built.warnings;
    const config = await readFile(join(buildFolder(store, built.key), 'config'), 'utf8');
    trees[id] = await present(
      one.source,
      built,
      isBase ? [] : [...addedWarnings(baseWarnings, built.warnings), ...optionsOff(one.own, config)],
      store,
      join(runFolder, 'trees', id),
    );
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
 * Returns the content address of all that trees of one source and series may differ in: fragments, machine and compiler.
 * The default machine is in it by its fragments alone, as it was when there was no other: its kernels take a quarter of an
 * hour each, and are found again. What another machine gives to make is named.
 */
export async function setupKey(
  plan: Pick<Plan, 'fragments'>,
  { arch, build, ...machine }: Pick<Machine, 'arch' | 'build' | 'default'>,
  toolchain: string,
): Promise<string> {
  const fragments = await Promise.all(
    plan.fragments.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
  );
  // The number is this recipe's: raise it when the way of building changes what comes out.
  return contentKey({ recipe: 2, fragments, toolchain, ...(machine.default ? {} : { machine: { arch, build } }) });
}

/** Fetches a tree's source and reads its series: all that its key takes. */
export async function prepare(
  tree: PlanTree,
  setup: string,
  { cache, tell, signal }: BuildRequest,
): Promise<PreparedTree> {
  tell({ type: 'step', stage: 'build', subject: tree.id, text: `source ${tree.source}` });
  const parsed = await parseSource(tree.source, process.cwd());
  const source = await fetchSource(parsed, cache, signal);
  const revision = await revisionOf(tree, parsed);
  const series = await Promise.all(tree.series.map((path) => readSeries(path)));
  const own = series.slice(tree.baseSeries).flat().slice(0, tree.upTo);
  const patches = [...series.slice(0, tree.baseSeries).flat(), ...own];
  const ours = await Promise.all(tree.series.map(isOurSeries));
  const foreign = series.flatMap((each, index) => (ours[index] ? [] : each.map(({ hash }) => hash)));
  return withKey({ tree, source, patches, own, revision, foreign, setup });
}

const asRecord = (patch: Patch): SeriesPatch => {
  const { subject, hash, messageIds } = patch;
  return { subject, hash, messageIds, size: sizeOf(patch) };
};

/** Gives a tree its content address. */
export function withKey(tree: Omit<PreparedTree, 'key'>): PreparedTree {
  const { source, setup, patches } = tree;
  return { ...tree, key: contentKey({ source: source.key, setup, patches: patches.map(({ hash }) => hash) }) };
}

async function checkSeries(
  { tree, source, patches, key }: PreparedTree,
  store: Store,
  tell: Tell,
  signal?: AbortSignal,
): Promise<FailedTree | undefined> {
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

/** Removes the tree that a build left which was killed. */
export async function clearWorkTree(cache: string): Promise<void> {
  const store: Store = { cache };
  if (await isDeadLock(workLock(store))) await holdingWorkTree(store, '', tellNobody, undefined, async () => {});
}

/** Holds the one place where trees are built, and leaves it empty. */
export function holdingWorkTree<T>(
  store: Store,
  subject: string,
  tell: Tell,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const waiting = (pid: number): void =>
    tell({ type: 'step', stage: 'build', subject, text: `waiting for process ${pid}, which is building` });
  return withLock(workLock(store), waiting, signal, async () => {
    try {
      return await work();
    } finally {
      await removeAll(workTree(store));
    }
  });
}

/**
 * Builds a tree, or recalls it.
 * @param keep whether others will start from its objects
 * @param after key of a build whose objects are nearest, where that is known
 */
export async function buildOrRecall(
  one: PreparedTree,
  keep: boolean,
  request: BuildRequest,
  after?: string,
): Promise<StoredBuild | FailedTree> {
  const { cache, runFolder, tell, signal, plan, machine } = request;
  const { tree, source, patches, foreign, setup, key } = one;
  const store: Store = { cache };
  const recall = async (): Promise<StoredBuild | undefined> => {
    const known = await findBuild(store, key);
    if (known === undefined) return undefined;
    tell({ type: 'done', stage: 'build', subject: tree.id, text: describe(known, source), recalled: true });
    if (keep) await touchKeptTree(store, key).catch(() => {});
    return known;
  };
  const known = await recall();
  if (known !== undefined) return known;
  const log = join(runFolder, 'trees', tree.id, 'build.log');
  await mkdir(join(runFolder, 'trees', tree.id), { recursive: true });
  await writeFile(log, '');
  return holdingWorkTree(store, tree.id, tell, signal, async () => {
    // Another run may have built it while this one waited for the lock.
    const since = await recall();
    if (since !== undefined) return since;
    let stage: FailedTree['stage'] = 'apply';
    try {
      const built = await compileTree({
        store,
        key,
        setup,
        source,
        patches,
        foreign,
        keep,
        ...(after !== undefined && { after }),
        log,
        tell,
        subject: tree.id,
        fragments: plan.fragments,
        machine,
        compilers: await compilerCacheOf(cache, tree, plan.trees[0] ?? tree),
        enter: (next) => {
          stage = next;
        },
        ...(signal && { signal }),
      });
      tell({
        type: 'done',
        stage: 'build',
        subject: tree.id,
        text: describe(built, source),
        seconds: built.seconds,
        recalled: false,
      });
      return built;
    } catch (error) {
      return { ...asFailedTree(error, stage), log };
    }
  });
}

function describe({ release, objects, seed }: StoredBuild, { label }: FetchedSource): string {
  return `${release}, from ${label}, ${objects} objects${seed === undefined ? '' : ' beyond its seed'}`;
}

/** A tree's own failure as a value; all else goes up. */
function asFailedTree(error: unknown, stage: FailedTree['stage']): FailedTree {
  if (!(error instanceof PinproofError) || error.blame !== 'tree') throw error;
  const [, file, line] = stage === 'build' ? (/^(.+):(\d+)$/.exec(error.details.where ?? '') ?? []) : [];
  return {
    outcome: 'failed',
    stage,
    message: error.message,
    ...(file !== undefined && { at: { file, line: Number(line) } }),
  };
}

/** Links a build's products into the run folder, where people look for them. */
async function present(
  { label }: FetchedSource,
  build: StoredBuild,
  added: Warning[],
  store: Store,
  folder: string,
): Promise<BuiltTree> {
  const from = buildFolder(store, build.key);
  for (const name of ['vmlinux', ...(build.image ? [imageName] : []), 'config', 'build.log'])
    await linkOrCopy(join(from, name), join(folder, name));
  return {
    outcome: 'built',
    key: build.key,
    source: build.source,
    label,
    release: build.release,
    // The guest's command line names it: the place that is the same in every run.
    vmlinux: join(from, 'vmlinux'),
    ...(build.image && { image: join(from, imageName) }),
    config: join(folder, 'config'),
    log: join(folder, 'build.log'),
    ...(build.seed !== undefined && { seed: build.seed }),
    seconds: build.seconds,
    objects: build.objects,
    warnings: build.warnings,
    addedWarnings: added,
  };
}
