import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { showProgress } from '../harness/cli/progress.ts';
import { LocalExecutor } from '../harness/execute/local.ts';
import { cacheFolder } from '../harness/host/paths.ts';
import { clearUp } from '../harness/pipeline/clearUp.ts';
import type { Context } from '../harness/pipeline/context.ts';
import type { Tell } from '../harness/records/events.ts';
import { RunFolder } from '../harness/store/runFolder.ts';
import { outputFolder } from '../harness/store/runs.ts';
import { readCatalogue } from '../harness/suite/catalogue.ts';

/** What a command of cells came to, and a line that says how fast it was. */
export interface Measured<T> {
  value: T;
  runFolder: string;
  speed: string;
}

/** Runs cells in `pinproof-out/NAME` of where the reader stands, with progress on standard error; Ctrl-C ends it. */
export async function measured<T>(name: string, work: (context: Context) => Promise<T>): Promise<Measured<T>> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort(new Error(signal)));
  const progress = showProgress(process.stderr);
  const begun = performance.now();
  let [ran, recalled] = [0, 0];
  const tell: Tell = (event) => {
    if (event.type === 'done' && event.stage === 'run') {
      if (event.recalled) recalled += 1;
      else ran += 1;
    }
    progress.tell(event);
  };
  const runFolder = join(process.cwd(), outputFolder, name);
  await clearUp(cacheFolder(), dirname(runFolder));
  const value = await work({
    run: new RunFolder(runFolder),
    cache: cacheFolder(),
    catalogue: await readCatalogue(),
    executor: new LocalExecutor({ cache: cacheFolder(), jobs: cpus().length, tell, signal: interruption.signal }),
    tell,
    signal: interruption.signal,
  }).finally(() => progress.close());
  const seconds = (performance.now() - begun) / 1000;
  // Those that were recalled would make it another figure.
  const minute = ran === 0 ? '' : `; ${((ran * 60) / seconds).toFixed(0)} a minute, builds and boots included`;
  return { value, runFolder, speed: `${seconds.toFixed(0)} s: ${ran} cells run, ${recalled} recalled${minute}` };
}
