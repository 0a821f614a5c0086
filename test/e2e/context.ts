import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { LocalExecutor } from '../../harness/execute/local.ts';
import { cacheFolder } from '../../harness/host/paths.ts';
import type { Context } from '../../harness/pipeline/context.ts';
import type { Event } from '../../harness/records/events.ts';
import { RunFolder } from '../../harness/store/runFolder.ts';
import { readCatalogue } from '../../harness/suite/catalogue.ts';

/** What stages work with, in a folder that goes with the test; trees, checkpoints and cells are the user's own. */
export async function contextOf(t: Test): Promise<Context> {
  const runFolder = await mkdtemp(join(tmpdir(), 'pinproof-e2e-'));
  t.teardown(() => rm(runFolder, { recursive: true, force: true }));
  const cache = cacheFolder();
  // A build takes minutes: whoever watches sees that it lives.
  const tell = (event: Event): void => {
    if ('subject' in event && event.type !== 'progress')
      process.stderr.write(`${event.stage} ${event.subject}: ${event.text}\n`);
  };
  const { signal } = new AbortController();
  const executor = new LocalExecutor({ cache, jobs: cpus().length, tell, signal });
  return { run: new RunFolder(runFolder), cache, catalogue: await readCatalogue(), executor, tell, signal };
}
