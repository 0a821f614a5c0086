import { addsPatches, buildEachPatch } from '../compile/trees/eachPatch.ts';
import type { SeriesRecord } from '../records/outputs/checkedSeries.ts';
import { newRunFolder } from '../store/runs.ts';
import { machineOf, readCatalogue } from '../suite/catalogue.ts';
import { inputError } from '../text/errors.ts';
import type { Context, Session } from './context.ts';
import { planFor, type Wanted } from './planning.ts';
import { withRun } from './session.ts';

/**
 * Builds each patch of a suite's series on the one before. Runs no guest.
 * @throws input error where no candidate has a series
 */
export async function checkSeries(wanted: Wanted, session: Session): Promise<SeriesRecord> {
  const catalogue = await readCatalogue();
  const plan = await planFor(wanted, catalogue, session);
  if (!plan.trees.some(addsPatches)) {
    throw inputError({ what: 'no candidate has a series', todo: 'give one with --series, or in the suite' });
  }
  const run = await newRunFolder(plan.name, new Date(), plan);
  const context: Context = { ...session, run, catalogue };
  return withRun(context, async () => {
    const record = await buildEachPatch({
      ...context,
      runFolder: run.path,
      plan,
      machine: machineOf(plan, catalogue),
      build: (job, log) => session.executor.tree(job, log),
    });
    await run.put('series', record);
    return record;
  });
}
