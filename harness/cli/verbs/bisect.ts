import { bisectCodes } from '../../judge/bisect/exit.ts';
import { type BisectRequest, bisectSeries, bisectStep } from '../../pipeline/bisect/bisect.ts';
import { seenFrom } from '../../pipeline/session.ts';
import { renderBisect } from '../../report/commands/bisect.ts';
import { jsonText } from '../../store/records.ts';
import { exitCodes } from '../../text/errors.ts';
import { abilitiesOf } from '../screen.ts';
import { withProgress } from '../session.ts';

export interface BisectOptions extends Omit<BisectRequest, 'suite'> {
  step?: boolean;
  /** Guests at the same time. */
  jobs: number;
  json?: boolean;
}

/**
 * `pinproof bisect`: which patch of a series makes a cell do what the base does not do. Exit code 0 where one patch is
 * found, 3 where it is not. With --step one verdict, by the exit codes of `git bisect run`.
 */
export async function bisectCommand(
  suite: string | undefined,
  { step, json, jobs, ...options }: BisectOptions,
  signal: AbortSignal,
): Promise<void> {
  const request = { suite, ...options };
  process.exitCode = await (step ? oneStep(request, signal, jobs) : wholeSeries(request, json ?? false, signal, jobs));
}

async function oneStep(request: BisectRequest, signal: AbortSignal, jobs: number): Promise<number> {
  const step = await withProgress(signal, (session) => bisectStep(request, session), jobs);
  if ('untestable' in step) {
    console.log(`untestable: ${step.untestable}`);
    return step.code;
  }
  const word = step.code === bisectCodes.good ? 'good' : step.code === bisectCodes.bad ? 'bad' : 'untestable';
  for (const { site, trees } of step.sites) {
    console.log(`${word}  ${site}  ${trees.map(({ id, what }) => `${id}: ${what}`).join('; ')}`);
  }
  return step.code;
}

async function wholeSeries(request: BisectRequest, json: boolean, signal: AbortSignal, jobs: number): Promise<number> {
  const { run, record } = await withProgress(signal, (session) => bisectSeries(request, session), jobs);
  const screen = { ...abilitiesOf(process.stdout), runFolder: seenFrom(run.path) };
  process.stdout.write(json ? jsonText(record) : renderBisect(record, screen));
  return record.suspects?.length === 1 ? exitCodes.ok : exitCodes.inconclusive;
}
