import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { contentKey } from '../../host/hash.ts';
import { isOurSeries } from '../../host/sandbox/demand.ts';
import type { Tell } from '../../records/events.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import type { Revision } from '../../records/run/build.ts';
import type { Plan, PlanTree } from '../../records/run/plan.ts';
import { type Patch, readSeries } from '../../series/read.ts';
import { type FetchedSource, fetchSource } from '../../sources/fetch.ts';
import { revisionOf } from '../../sources/revision.ts';
import { parseSource } from '../../sources/source.ts';
import { compilersOf } from '../make/compilerCache.ts';
import { type Fragment, type TreeJob, wirePatch } from './treeJob.ts';

/** What all trees of a plan are built with. */
export interface Setup {
  fragments: Fragment[];
  build: Machine['build'];
  arch: string;
  /** Content address of fragments and toolchain. */
  key: string;
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
  setup: Setup;
  key: string;
}

/**
 * Reads the fragments of a plan, and returns them with the content address of all that trees of one source and series may
 * differ in: fragments, machine and compiler. The default machine is in it by its fragments alone, as it was when there was no
 * other: its kernels take a quarter of an hour each, and are found again. What another machine gives to make is named.
 */
export async function setupOf(
  plan: Pick<Plan, 'fragments'>,
  { arch, build, ...machine }: Pick<Machine, 'arch' | 'build' | 'default'>,
  toolchain: string,
): Promise<Setup> {
  const fragments = await Promise.all(
    plan.fragments.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
  );
  // The number is this recipe's: raise it when the way of building changes what comes out.
  const other = machine.default ? {} : { machine: { arch, build } };
  return { fragments, build, arch, key: contentKey({ recipe: 2, fragments, toolchain, ...other }) };
}

/** Fetches a tree's source and reads its series: all that its key takes. */
export async function prepare(
  tree: PlanTree,
  setup: Setup,
  { cache, tell, signal }: { cache: string; tell: Tell; signal?: AbortSignal },
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

/** Gives a tree its content address. */
export function withKey(tree: Omit<PreparedTree, 'key'>): PreparedTree {
  return { ...tree, key: keyOfTree(tree.source, tree.setup.key, tree.patches) };
}

/** Returns the content address of a tree. */
export const keyOfTree = (source: Pick<FetchedSource, 'key'>, setup: string, patches: readonly Patch[]): string =>
  contentKey({ source: source.key, setup, patches: patches.map(({ hash }) => hash) });

/**
 * Returns the job that builds a tree.
 * @param keep whether others will start from its objects
 * @param base the base of the tree's plan
 * @param after key of a build whose objects are nearest, where that is known
 */
export async function jobOf(one: PreparedTree, base: PlanTree, keep: boolean, after?: string): Promise<TreeJob> {
  const { tree, source, patches, foreign, setup, key } = one;
  return {
    key,
    setup: setup.key,
    source: source.key,
    from: tree.source,
    subject: tree.id,
    patches: patches.map(wirePatch),
    foreign,
    fragments: setup.fragments,
    build: setup.build,
    arch: setup.arch,
    compilers: await compilersOf(tree, base),
    keep,
    ...(after !== undefined && { after }),
  };
}
