import { join } from 'node:path';
import { withRun } from '../../pipeline/session.ts';
import { runShell, type Wish } from '../../pipeline/shell.ts';
import { bootStage } from '../../pipeline/stages/boot.ts';
import { findRunFolder } from '../../store/runs.ts';
import { readCatalogue } from '../../suite/catalogue.ts';
import { treeError } from '../../text/errors.ts';
import { withProgress } from '../session.ts';

export interface BootOptions extends Wish {
  shell?: boolean;
}

/** `pinproof boot`: boots each built tree; with --shell, an interactive guest of one of them. */
export async function bootCommand(
  named: string | undefined,
  { shell, ...wish }: BootOptions,
  signal: AbortSignal,
): Promise<void> {
  const run = await findRunFolder(named);
  const catalogue = await readCatalogue();
  await withProgress(signal, async (session, close) => {
    const context = { ...session, run, catalogue };
    const { trees } = await withRun(context, () => bootStage(context));
    const lost = Object.entries(trees).filter(([, { ending }]) => ending !== 'finished');
    if (lost.length > 0 && !shell) {
      throw treeError({
        what: 'a tree did not boot',
        why: lost.map(([id, { ending, console }]) => `${id}: ${ending}, ${join(run.path, console)}`).join('\n'),
      });
    }
    close();
    if (shell) await runShell({ ...context, tell: announced }, wish);
  });
}

/** Prints what a person needs to know of an interactive guest; the terminal is the guest's then. */
const announced: Parameters<typeof runShell>[0]['tell'] = (event) => {
  if (event.type !== 'shell') return;
  console.error(`# ${event.command}`);
  console.error(`# the guest's report: ${event.report}; Ctrl-A X ends the guest`);
};
