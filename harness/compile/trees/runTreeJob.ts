import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { needArch } from '../../host/requirements.ts';
import type { Tell } from '../../records/events.ts';
import type { FailedTree } from '../../records/run/build.ts';
import { type FetchedSource, fetchSource } from '../../sources/fetch.ts';
import { parseSource } from '../../sources/source.ts';
import { infrastructureError, PinproofError } from '../../text/errors.ts';
import { compileTree } from '../compileTree.ts';
import { compilerCacheOf } from '../make/compilerCache.ts';
import { keyOfTree } from './prepare.ts';
import { findBuild, type Store, type StoredBuild, touchKeptTree } from './store.ts';
import { patchFromWire, type TreeJob } from './treeJob.ts';
import { holdingWorkTree } from './workTree.ts';

/** Where a tree is built. */
export interface TreePlace {
  cache: string;
  /** Path of the log of the build, where it is built. */
  log: string;
  tell: Tell;
  signal?: AbortSignal;
}

/** Builds a tree, or recalls it; a tree that does not build is a value. */
export type BuildTree = (job: TreeJob, log: string) => Promise<StoredBuild | FailedTree>;

/**
 * Builds a tree on this machine, or recalls it from its cache.
 * @throws infrastructure error where this machine's source is not the one that the job means
 */
export async function runTreeJob(job: TreeJob, place: TreePlace): Promise<StoredBuild | FailedTree> {
  const { cache, tell, signal } = place;
  const store: Store = { cache };
  const source = await fetchSource(await parseSource(job.from, process.cwd()), cache, signal);
  const recall = async (): Promise<StoredBuild | undefined> => {
    const known = await findBuild(store, job.key);
    if (known === undefined) return undefined;
    tell({ type: 'done', stage: 'build', subject: job.subject, text: describe(known, source), recalled: true });
    if (job.keep) await touchKeptTree(store, job.key).catch(() => {});
    return known;
  };
  const known = await recall();
  if (known !== undefined) return known;
  await mkdir(dirname(place.log), { recursive: true });
  await writeFile(place.log, '');
  // Another run may have built it while this one waited for the lock.
  return holdingWorkTree(store, job.subject, tell, signal, async () => (await recall()) ?? compile(job, source, place));
}

async function compile(job: TreeJob, source: FetchedSource, place: TreePlace): Promise<StoredBuild | FailedTree> {
  const { cache, log, tell, signal } = place;
  needArch(job.arch);
  const patches = job.patches.map(patchFromWire);
  if (keyOfTree(source, job.setup, patches) !== job.key) {
    throw infrastructureError({
      what: 'the source of the tree is another one on this machine',
      where: `${job.subject}, ${job.from}`,
      why: `it is ${source.label}`,
      todo: 'install the same version of the package, or name a git commit',
    });
  }
  let stage: FailedTree['stage'] = 'apply';
  try {
    const built = await compileTree({
      store: { cache },
      job,
      source,
      patches,
      log,
      tell,
      compilers: await compilerCacheOf(cache, job.compilers),
      enter: (next) => {
        stage = next;
      },
      ...(signal && { signal }),
    });
    const { seconds } = built;
    tell({
      type: 'done',
      stage: 'build',
      subject: job.subject,
      text: describe(built, source),
      seconds,
      recalled: false,
    });
    return built;
  } catch (error) {
    return asFailedTree(error, stage);
  }
}

function describe({ release, objects, seed }: StoredBuild, { label }: FetchedSource): string {
  return `${release}, from ${label}, ${objects} objects${seed === undefined ? '' : ' beyond its seed'}`;
}

/** Returns a tree's own failure as a value; all else is thrown on. */
export function asFailedTree(error: unknown, stage: FailedTree['stage']): FailedTree {
  if (!(error instanceof PinproofError) || error.blame !== 'tree') throw error;
  const [, file, line] = stage === 'build' ? (/^(.+):(\d+)$/.exec(error.details.where ?? '') ?? []) : [];
  return {
    outcome: 'failed',
    stage,
    message: error.message,
    ...(file !== undefined && { at: { file, line: Number(line) } }),
  };
}
