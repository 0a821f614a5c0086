import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tell } from '../lib/events.ts';
import { outputOf } from '../lib/exec.ts';
import { exists } from '../lib/folders.ts';
import { writeWhole } from '../lib/records.ts';
import { needPrograms } from '../lib/requirements.ts';
import type { FailedTree } from '../records/build.ts';
import { applySeries } from './apply.ts';
import { configure } from './configure.ts';
import { inheritedWarnings, warningsOf } from './diagnostics.ts';
import type { FetchedSource } from './fetch.ts';
import { buildEnvironment, calledByMake, makeArguments, makeVmlinux, outputName } from './make.ts';
import { pickSeed } from './seed.ts';
import type { Patch } from './series.ts';
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
} from './store.ts';
import { adoptObjects, linkTree } from './tree.ts';

export interface CompileRequest {
  store: Store;
  key: string;
  setup: string;
  source: FetchedSource;
  patches: readonly Patch[];
  fragments: readonly string[];
  /** Keep the tree and its objects: others will start from them. */
  keep: boolean;
  /** Key of the build to start from, where its tree is kept. */
  after?: string;
  log: string;
  subject: string;
  tell: Tell;
  /** Told which step is being tried, for the blame. */
  enter: (stage: FailedTree['stage']) => void;
  signal?: AbortSignal;
}

/**
 * Builds one tree at the work path, whose lock the caller holds, and stores it under its key.
 * @throws tree error where the series, the config or the code is at fault
 */
export async function compileTree(request: CompileRequest): Promise<StoredBuild> {
  const { store, source, patches, setup, signal } = request;
  const begun = performance.now();
  const tree = workTree(store);
  const touched = [...new Set(patches.flatMap(({ files }) => files))].sort();

  request.enter('apply');
  await linkTree(source.folder, tree, signal);
  await applySeries(tree, patches, signal, source.label);
  const kept = await seeds(store);
  const seed = kept.find(({ key }) => key === request.after) ?? pickSeed(kept, { source: source.key, setup, touched });
  if (seed !== undefined) {
    await adoptObjects(tree, { folder: keptTree(store, seed.key), touched: seed.touched }, touched, signal);
    await touchKeptTree(store, seed.key);
  }

  request.enter('config');
  await needPrograms(calledByMake);
  const output = join(tree, outputName);
  await mkdir(output, { recursive: true });
  // The seed was configured from the same fragments; only a series that changes Kconfig files can change the outcome.
  if (seed === undefined || [...touched, ...seed.touched].some((file) => /(^|\/)Kconfig/.test(file))) {
    step(request, 'configuring');
    await configure({ tree, output, cache: store.cache, fragments: request.fragments, ...(signal && { signal }) });
  }

  request.enter('build');
  const expected = await expectedObjects(store, setup);
  const made = await makeVmlinux({
    tree,
    cache: store.cache,
    log: request.log,
    progress: (objects, file) =>
      request.tell({
        type: 'progress',
        stage: 'build',
        subject: request.subject,
        done: objects,
        // What a build from a seed will compile is not known before it ends.
        total: seed === undefined ? Math.max(expected, objects) : 0,
        text: file,
      }),
    ...(signal && { signal }),
  });
  const release = await outputOf('make', ['--silent', ...makeArguments(tree, ['kernelrelease'])], {
    env: buildEnvironment(store.cache),
    extendEnv: false,
    ...(signal && { signal }),
  });
  const seedBuild = seed === undefined ? undefined : await findBuild(store, seed.key);
  const build: StoredBuild = {
    format: 'pinproof.stored-build/1',
    key: request.key,
    source: source.key,
    setup,
    touched,
    release: release.trim().split('\n').at(-1) ?? '',
    ...(seed !== undefined && { seed: seed.key }),
    seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
    objects: made.compiled.size,
    warnings: inheritedWarnings(seedBuild?.warnings ?? [], warningsOf(made.log), made.compiled),
  };
  if (seed === undefined) await rememberObjects(store, setup, build.objects);
  // Before the record: what is recorded is not built again, and would have no tree to be the start of others.
  const place = request.keep ? await keepTree(store, build.key) : tree;
  await storeBuild(store, build, {
    vmlinux: join(place, outputName, 'vmlinux'),
    config: join(place, outputName, '.config'),
    log: request.log,
  });
  return build;
}

function step({ tell, subject }: CompileRequest, text: string): void {
  tell({ type: 'step', stage: 'build', subject, text });
}

async function rememberObjects({ cache }: Store, setup: string, objects: number): Promise<void> {
  await writeWhole(join(cache, 'objects', setup), String(objects));
}

/** @returns where the tree is from now on */
async function keepTree(store: Store, key: string): Promise<string> {
  const kept = keptTree(store, key);
  // From a build of the same key that was killed before its record was written.
  if (await exists(kept)) await rm(kept, { recursive: true });
  await mkdir(dirname(kept), { recursive: true });
  await rename(workTree(store), kept);
  await touchKeptTree(store, key);
  return kept;
}
