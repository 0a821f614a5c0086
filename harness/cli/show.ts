import { seenFrom } from '../pipeline/session.ts';
import { type Reported, reportsOf } from '../pipeline/stages/reports.ts';
import type { FormatName } from '../report/formats.ts';
import type { Compiler } from '../report/github/annotations.ts';
import { forLog, tellGithub } from './github.ts';
import { abilitiesOf } from './screen.ts';

/**
 * Prints a verdict, and sets the exit code that it has.
 * @param announced where a runner of GitHub is to know of it, too: once a run, not each time that it is looked at
 */
export async function showVerdict(reported: Reported, format: FormatName, announced?: Compiler): Promise<void> {
  const { run, verdict } = reported;
  const text = await reportsOf(reported, format, abilitiesOf(process.stdout));
  process.stdout.write(format === 'text' ? forLog(text) : text);
  if (announced) await tellGithub(verdict, seenFrom(run.path), announced);
  process.exitCode = verdict.exitCode;
}
