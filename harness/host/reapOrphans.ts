import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { infrastructureError } from '../text/errors.ts';
import { runProgram } from './exec.ts';
import { isAlive, type ProcessId } from './processId.ts';
import { processOfScratch } from './scratch.ts';
import { watchdogOf } from './watchdog.ts';

const reaped = new Map<ProcessId, Promise<void>>();

/**
 * Ends what a process that is no more had started, before anyone touches what it was working on. Its keeper does so at
 * once; this is for who comes before it is done, and for a keeper that was killed, too.
 * @throws infrastructure error where something does not die
 */
export function reapOrphans(owner: ProcessId): Promise<void> {
  const known = reaped.get(owner) ?? end(owner);
  reaped.set(owner, known);
  return known;
}

async function end(owner: ProcessId): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const scratch = names.find((name) => processOfScratch(name) === owner);
  const { args, env } = watchdogOf(owner, scratch === undefined ? '' : join(tmpdir(), scratch));
  const { exitCode } = await runProgram('sh', args, { env, extendEnv: false, cwd: '/' });
  if (exitCode === 0) return;
  throw infrastructureError({
    what: 'a run was killed, and what it had started does not end',
    why: `programs with PINPROOF_OWNER=${owner} in their environment are still there, and write where this run is to`,
    todo: `grep -l PINPROOF_OWNER=${owner} /proc/[0-9]*/environ says which`,
  });
}

/** Ends what all processes that are no more had started, as far as their temporary folders tell of them. */
export async function reapAllOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const owner = processOfScratch(name);
    if (owner !== undefined && !isAlive(owner)) await reapOrphans(owner);
  }
}
