import { checkSeries } from '../../pipeline/checkSeries.ts';
import type { Wanted } from '../../pipeline/planning.ts';
import { renderSeries } from '../../report/commands/series.ts';
import { jsonText } from '../../store/records.ts';
import { abilitiesOf } from '../screen.ts';
import { withProgress } from '../session.ts';

/** `pinproof check-series`: each patch of a suite's series built on the one before. Runs no guest. */
export async function checkSeriesCommand(
  suite: string | undefined,
  { json, ...options }: Omit<Wanted, 'suite'> & { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const record = await withProgress(signal, (session) => checkSeries({ suite, ...options }, session));
  process.stdout.write(json ? jsonText(record) : renderSeries(record, abilitiesOf(process.stdout)));
  process.exitCode = record.exitCode;
}
