import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeAll } from '../host/removeAll.ts';
import { needPrograms } from '../host/requirements.ts';
import type { Tell } from '../records/events.ts';
import type { FailedTree } from '../records/run/build.ts';
import { applySeries } from '../series/apply/apply.ts';
import type { Patch } from '../series/read.ts';
import type { FetchedSource } from '../sources/fetch.ts';
import { writeWhole } from '../store/records.ts';
import { treeFiles } from '../store/runFiles.ts';
import { treeError } from '../text/errors.ts';
import { neutralLine, neutralText } from '../text/neutral.ts';
import { configure } from './configure.ts';
import { outputOfRoom, productOf, type Room, runMake } from './make/buildSandbox.ts';
import type { CompilerCache } from './make/compilerCache.ts';
import { inheritedWarnings, warningsOf } from './make/diagnostics.ts';
import { makeKernel } from './make/make.ts';
import { calledByMake } from './make/makeArguments.ts';
import { pickSeed } from './trees/seed.ts';
import {
  expectedObjects,
  findBuild,
  keptTree,
  type Store,
  type StoredBuild,
  seeds,
  storeBuild,
  touchKeptTree,
  workTree,
} from './trees/store.ts';
import { adoptObjects, linkTree } from './trees/tree.ts';
import type { TreeJob } from './trees/treeJob.ts';

export interface CompileRequest {
  store: Store;
  job: TreeJob;
  source: FetchedSource;
  patches: readonly Patch[];
  compilers: CompilerCache;
  log: string;
  tell: Tell;
  /** Is called with the step that begins, for the blame. */
  enter: (stage: FailedTree['stage']) => void;
  signal?: AbortSignal;
}

/**
 * Builds one tree at the work path, whose lock the caller holds, and stores it under its key.
 * @throws tree error where the series, the config or the code is at fault
 */
export async function compileTree(request: CompileRequest): Promise<StoredBuild> {
  const { store, job, source, patches, signal } = request;
  const { setup, build: way } = job;
  const begun = performance.now();
  const tree = workTree(store);
  const touched = [...new Set(patches.flatMap(({ files }) => files))].sort();

  request.enter('apply');
  await linkTree(source.folder, tree, signal);
  await applySeries(tree, patches, signal, source.label);
  const hashes = patches.map(({ hash }) => hash);
  const wanted = { source: source.key, setup, touched, patches: hashes, after: job.after };
  const seed = pickSeed(await seeds(store), wanted);
  if (seed !== undefined) {
    await adoptObjects(tree, { folder: keptTree(store, seed.key), touched: seed.touched }, touched, signal);
    await touchKeptTree(store, seed.key);
  }

  request.enter('config');
  await needPrograms(calledByMake);
  const room: Room = { tree, compilers: request.compilers, build: way };
  await mkdir(outputOfRoom(room), { recursive: true });
  // The seed was configured from the same fragments; only a series that changes Kconfig files can change the outcome.
  if (seed === undefined || [...touched, ...seed.touched].some((file) => /(^|\/)Kconfig/.test(file))) {
    step(request, 'configuring');
    await configure({ room, fragments: job.fragments, ...(signal && { signal }) });
  }

  request.enter('build');
  const expected = await expectedObjects(store, setup);
  const made = await makeKernel({
    room,
    log: request.log,
    subject: job.subject,
    progress: (objects, file) =>
      request.tell({
        type: 'progress',
        stage: 'build',
        subject: job.subject,
        done: objects,
        // What a build from a seed will compile is not known before it ends.
        total: seed === undefined ? Math.max(expected, objects) : 0,
        text: file,
      }),
    ...(signal && { signal }),
  });
  const hasOwnImage = way.image.file !== 'vmlinux';
  const release = await releaseOf(room, signal);
  const seedBuild = seed === undefined ? undefined : await findBuild(store, seed.key);
  const build: StoredBuild = {
    format: 'pinproof.stored-build/1',
    key: job.key,
    source: source.key,
    setup,
    touched,
    foreign: job.foreign.filter((hash) => hashes.includes(hash)),
    release,
    ...(seed !== undefined && { seed: seed.key }),
    ...(hasOwnImage && { image: treeFiles.image }),
    seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
    objects: made.compiled.size,
    warnings: inheritedWarnings(seedBuild?.warnings ?? [], warningsOf(made.log), made.compiled),
  };
  await productOf(room, 'vmlinux', 'vmlinux');
  if (hasOwnImage) await productOf(room, way.image.file, 'vmlinux');
  await productOf(room, '.config', 'config');
  if (seed === undefined) await rememberObjects(store, setup, build.objects);
  // Before the record: what is recorded is not built again, and would have no tree to be the start of others.
  const place: Room = job.keep ? { ...room, tree: await keepTree(store, build.key) } : room;
  await storeBuild(store, build, {
    vmlinux: join(outputOfRoom(place), 'vmlinux'),
    ...(hasOwnImage && { image: join(outputOfRoom(place), way.image.file) }),
    config: join(outputOfRoom(place), '.config'),
    log: request.log,
  });
  return build;
}

async function releaseOf(room: Room, signal?: AbortSignal): Promise<string> {
  const { exitCode, stdout, stderr } = await runMake(room, ['--silent', 'kernelrelease'], signal);
  if (exitCode === 0) return neutralLine(stdout.trim().split('\n').at(-1) ?? '', 64);
  throw treeError({
    what: 'the tree does not tell its release',
    where: 'make kernelrelease',
    why: neutralText(stderr),
  });
}

function step({ tell, job }: CompileRequest, text: string): void {
  tell({ type: 'step', stage: 'build', subject: job.subject, text });
}

async function rememberObjects({ cache }: Store, setup: string, objects: number): Promise<void> {
  await writeWhole(join(cache, 'objects', setup), String(objects));
}

/** @returns where the tree is from now on */
async function keepTree(store: Store, key: string): Promise<string> {
  const kept = keptTree(store, key);
  // From a build of the same key that was killed before its record was written.
  await removeAll(kept);
  await mkdir(dirname(kept), { recursive: true });
  await rename(workTree(store), kept);
  await touchKeptTree(store, key);
  return kept;
}
