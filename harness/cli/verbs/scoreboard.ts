import { join } from 'node:path';
import { packageRoot } from '../../host/paths.ts';
import { isFolder } from '../../store/runs.ts';
import { reportCommand, runCommand } from './run.ts';

export interface ScoreboardOptions {
  jobs: number;
  json?: boolean;
}

/** The families' prototypes, which come with pinproof. */
const families = (): string => join(packageRoot, 'candidates', 'scoreboard.yaml');

/** `pinproof scoreboard`: a suite all the way, as `run` does, or the folder of a run as it is; then all candidates side by side. */
export async function scoreboardCommand(
  target: string | undefined,
  { jobs, json }: ScoreboardOptions,
  signal: AbortSignal,
): Promise<void> {
  const format = json ? 'scoreboard-json' : 'scoreboard';
  if (target !== undefined && (await isFolder(target))) return reportCommand(target, { format });
  return runCommand(target ?? families(), { jobs, format }, signal);
}
