import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addsPatches, buildEachPatch } from '../../compile/eachPatch.ts';
import type { SeriesRecord } from '../../records/outputs/checkedSeries.ts';
import { renderSeries } from '../../report/series.ts';
import { writeRecord } from '../../store/records.ts';
import { newRunFolder } from '../../store/runFolder.ts';
import { machineOf, readCatalogue } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { abilitiesOf } from '../screen.ts';
import { type PlanOptions, planFrom, withProgress } from './run.ts';

/** `pinproof check-series`: each patch of a suite's series built on the one before. Runs no guest. */
export async function checkSeriesCommand(
  suite: string | undefined,
  options: PlanOptions & { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const catalogue = await readCatalogue();
  const plan = await planFrom(suite, options, catalogue, signal);
  if (!plan.trees.some(addsPatches)) {
    throw inputError({ what: 'no candidate has a series', todo: 'give one with --series, or in the suite' });
  }
  const runFolder = await newRunFolder(plan.name, new Date(), plan);
  const path = join(runFolder, 'series.json');
  let record: SeriesRecord | undefined;
  await withProgress({ runFolder, catalogue, jobs: 1, signal }, async (context) => {
    record = await buildEachPatch({ ...context, plan, machine: machineOf(plan, catalogue) });
    await writeRecord(path, record);
  });
  if (record === undefined) throw new Error('no record came of building each patch');
  process.stdout.write(options.json ? await readFile(path, 'utf8') : renderSeries(record, abilitiesOf(process.stdout)));
  process.exitCode = record.exitCode;
}
