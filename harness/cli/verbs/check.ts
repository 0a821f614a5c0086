import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { exists } from '../../host/folders.ts';
import type { CheckResults } from '../../records/outputs/check.ts';
import type { BuildRecord } from '../../records/run/build.ts';
import { checkOfFailure, checkOfNothing, checkOfUnfinished, checkOfVerdict } from '../../report/machines/check.ts';
import { type Message, readMessage } from '../../series/mails/message.ts';
import { type RecordOf, reportFiles } from '../../store/runFiles.ts';
import { RunFolder } from '../../store/runFolder.ts';
import { outputFolder } from '../../store/runs.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';

/**
 * `pinproof check`: what is known of the patch or cover letter on standard input, for `b4 review`. It looks through runs,
 * and makes none: the mail is a stranger's. Whatever it finds, it exits with 0; b4 takes the status from the JSON.
 */
export async function check(runs: string | undefined): Promise<void> {
  const message = await readMessage('standard input', await buffer(process.stdin));
  const folder = runs ?? outputFolder;
  if (runs !== undefined && !(await exists(runs))) {
    throw inputError({ what: 'there is no such folder', where: runs, todo: 'give the folder that holds the runs' });
  }
  const results: CheckResults = [await resultOf(message, folder)];
  console.log(JSON.stringify(results, null, 2));
}

interface Found {
  run: RunFolder;
  tree: string;
  build: BuildRecord;
  at: number;
}

async function resultOf(message: Message, folder: string): Promise<CheckResults[number]> {
  const found = (await runsIn(folder)).flatMap((run) => {
    const tree = candidateOf(message, run.build);
    return tree === undefined ? [] : [{ ...run, tree }];
  });
  const newestFirst = found.toSorted((a, b) => b.at - a.at);
  // A run that has just begun hides no verdict of an earlier one.
  for (const { run, tree, build } of newestFirst) {
    const verdict = await readable(run, 'verdict');
    if (verdict !== undefined) return checkOfVerdict(verdict, tree, { runFolder: run.path, ...(await pageOf(run)) });
    const failed = build.trees[tree];
    if (failed?.outcome === 'failed') return checkOfFailure(tree, failed);
  }
  const [newest] = newestFirst;
  if (newest !== undefined) return checkOfUnfinished(newest.tree, newest.run.path);
  return checkOfNothing(resolve(folder), message.messageIds[0]);
}

/**
 * A patch is known by its diff alone: anyone can write a mail with another's Message-Id. A cover letter has no diff, and is
 * known by that of its patches' mails.
 */
function candidateOf({ hash, messageIds: [own] }: Message, { series = {} }: BuildRecord): string | undefined {
  return Object.entries(series).find(([, patches]) =>
    patches.some((patch) =>
      hash === undefined ? own !== undefined && patch.messageIds.includes(own) : patch.hash === hash,
    ),
  )?.[0];
}

async function runsIn(folder: string): Promise<Omit<Found, 'tree'>[]> {
  const entries = (await exists(folder)) ? await readdir(folder, { withFileTypes: true }) : [];
  const runs: Omit<Found, 'tree'>[] = [];
  // Not the link `latest`: what it points at is there too.
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const run = new RunFolder(resolve(folder, entry.name));
    const build = await readable(run, 'build');
    if (build !== undefined) runs.push({ run, build, at: (await stat(run.pathOf('build'))).mtimeMs });
  }
  return runs;
}

/** A record that another version wrote keeps nobody from finding the others. */
async function readable<Name extends 'build' | 'verdict'>(
  run: RunFolder,
  name: Name,
): Promise<RecordOf<Name> | undefined> {
  try {
    return await run.find(name);
  } catch (error) {
    console.error(`pinproof: ${neutralLine((error as Error).message)}`);
    return undefined;
  }
}

async function pageOf({ path }: RunFolder): Promise<{ url?: string }> {
  const page = join(path, reportFiles.page);
  return (await exists(page)) ? { url: pathToFileURL(page).href } : {};
}
