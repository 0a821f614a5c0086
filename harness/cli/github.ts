import { randomUUID } from 'node:crypto';
import { appendFile, stat } from 'node:fs/promises';
import { matcherFile } from '../host/paths.ts';
import type { BuildRecord, FailedTree } from '../records/run/build.ts';
import type { VerdictRecord } from '../records/run/verdict.ts';
import { summaryLimit } from '../report/formats.ts';
import { type Compiler, renderAnnotations, renderFailedTrees } from '../report/github/annotations.ts';
import { withoutCommands } from '../report/github/commands.ts';
import { renderDiagnostics } from '../report/github/diagnostics.ts';
import { renderFailedTreesMarkdown, renderMarkdown } from '../report/markdown.ts';

/** Whether a step of GitHub Actions is what reads our output. */
export const underGithub = (environment: NodeJS.ProcessEnv = process.env): boolean =>
  environment['GITHUB_ACTIONS'] === 'true';

/** For people, in a log: the runner obeys no line of it, whatever a guest or a compiler wrote. */
export const forLog = (text: string): string => (underGithub() ? withoutCommands(text, randomUUID()) : text);

/** What the compiler said of each tree, in the log, where the runner finds file and line by a problem matcher. */
export function reportBuild(build: BuildRecord): void {
  if (underGithub()) writeCommands(renderDiagnostics(build, matcherFile, randomUUID()));
}

/**
 * Annotations and the job summary of a verdict, where a runner reads them.
 * @param compiler matched where reportBuild() has been called
 */
export async function tellGithub(verdict: VerdictRecord, runFolder: string, compiler: Compiler): Promise<void> {
  if (!underGithub()) return;
  writeCommands(renderAnnotations(verdict, compiler));
  await addToSummary((limit) => renderMarkdown(verdict, { runFolder, limit }));
}

/** The same after reportBuild(), where trees that cannot be had leave no verdict. */
export async function reportHopeless(name: string, failures: Readonly<Record<string, FailedTree>>): Promise<void> {
  if (!underGithub()) return;
  writeCommands(renderFailedTrees(failures, { matched: true }));
  await addToSummary(() => renderFailedTreesMarkdown(name, failures));
}

/** On standard error: the runner reads both streams, and standard output may be a file of JSON. */
function writeCommands(text: string): void {
  process.stderr.write(text);
}

async function addToSummary(render: (limit: number) => string): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  try {
    // What the step wrote before counts too; all of it is dropped where it is too much.
    const used = (await stat(path).catch(() => undefined))?.size ?? 0;
    await appendFile(path, render(summaryLimit - used));
  } catch (error) {
    // The verdict stands, and so does its exit code.
    console.error(`pinproof: the job summary cannot be written: ${(error as Error).message}`);
  }
}
