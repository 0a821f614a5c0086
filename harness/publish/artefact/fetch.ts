import type { BuildRecord } from '../../records/run/build.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { inputError } from '../../text/errors.ts';
import type { GitHub } from '../github.ts';
import { recordLimits, recordsArtefact, untrustedRecords, zipLimit } from './records.ts';
import { pullOfRun, triggeringRun } from './triggering.ts';
import { unpack } from './unpack.ts';

/** What a run that nobody trusts has judged. */
export interface StrangersRun {
  verdict: VerdictRecord;
  build: BuildRecord;
  runName: string;
  pull: number;
  /** The commit that it ran on, by GitHub's word. */
  head: string;
}

/**
 * The records of the run that a workflow_run event names. Run, commit, pull request and time are GitHub's own word; of the
 * artefact, what was judged is believed, and whatever it says has the shape and size of what pinproof writes.
 * @param event the content of the file that GITHUB_EVENT_PATH names, or undefined
 * @param pull where the user says it
 * @throws input error where the artefact is not there, or is what no pinproof makes
 */
export async function fetchStrangersRun(
  github: GitHub,
  event: string | undefined,
  pull: number | undefined,
): Promise<StrangersRun> {
  const run = triggeringRun(event);
  const number = pullOfRun(run, await github.openPulls(`${run.owner}:${run.branch}`), pull);
  const files = await unpack(await github.artefactZip(await artefactOf(github, run.id), zipLimit), recordLimits);
  return { ...untrustedRecords(files, run.at), pull: number, head: run.head };
}

/** The newest artefact with the records of a run: of several attempts, the last. */
async function artefactOf(github: GitHub, run: number): Promise<number> {
  const all = (await github.artefacts(run, recordsArtefact)).filter(({ name }) => name === recordsArtefact);
  const [newest] = all.filter(({ expired }) => !expired).toSorted((a, b) => b.id - a.id);
  if (newest === undefined) {
    throw inputError({
      what: `run ${run} has no artefact "${recordsArtefact}"${all.length > 0 ? ' any more' : ''}`,
      why: 'it came to no verdict, or was cancelled; its own log says why',
    });
  }
  if (newest.bytes > zipLimit) {
    throw inputError({ what: `the artefact has more than ${zipLimit} bytes`, where: `artefact ${newest.id}` });
  }
  return newest.id;
}
