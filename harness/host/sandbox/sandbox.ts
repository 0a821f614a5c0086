import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { runProgram } from '../exec.ts';
import { findProgram } from '../requirements.ts';
import { systemFolders } from './programs.ts';
import { bwrapArguments } from './view.ts';

/** What confines programs here, if anything does. `asked`: the user does not want it; else `why` it does not work. */
export type Sandbox = { works: true; bwrap: string } | { works: false; asked: boolean; why: string };

const variable = 'PINPROOF_SANDBOX';

/** Milliseconds; it takes ten where nothing else is going on. */
const patience = 60_000;

let known: Promise<Sandbox> | undefined;

/**
 * Tried once in a process.
 * @throws input error where the variable has a value that means nothing
 */
export function sandbox(): Promise<Sandbox> {
  known ??= find();
  return known;
}

async function find(): Promise<Sandbox> {
  const wish = process.env[variable] ?? '';
  if (wish === 'off') return { works: false, asked: true, why: `${variable}=off` };
  if (wish !== '' && wish !== 'on') throw inputError({ what: `"${wish}" is neither on nor off`, where: variable });
  const bwrap = await findProgram('bwrap');
  if (bwrap === undefined) return { works: false, asked: false, why: 'bubblewrap is not installed' };
  const why = await whyNot(bwrap);
  return why === undefined ? { works: true, bwrap } : { works: false, asked: false, why };
}

/** Runs nothing in a sandbox. @returns what is in the way */
async function whyNot(bwrap: string): Promise<string | undefined> {
  const args = bwrapArguments(await systemFolders(), { read: [], write: [] }, '/');
  // Confined: where namespaces are used up, or /proc may not be mounted, it speaks of full disks and read-only ones.
  const options = { extendEnv: false, confined: true, timeout: patience };
  const { exitCode, signal, stderr, timedOut } = await runProgram(bwrap, [...args, 'true'], options);
  if (exitCode === 0) return undefined;
  if (timedOut) return `bwrap did nothing for ${patience / 1000} seconds`;
  return neutralLine(stderr.split('\n').at(-1) ?? '') || `bwrap ended with ${signal ?? `exit code ${exitCode}`}`;
}
