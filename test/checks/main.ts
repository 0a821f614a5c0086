/**
 * The part of `npm run check` that no tool does by itself: shellcheck on all scripts, the kernel's checkpatch on the guest's
 * C and on series, and links in pages. Exit code 1: something is wrong.
 */
import { mustNotSkip } from '../skipping.ts';
import { checkpatchProblems } from './checkpatch.ts';
import { pageProblems } from './pages.ts';
import { shellProblems } from './shell.ts';

let failed = false;

function report(name: string, problems: readonly string[]): void {
  for (const problem of problems) console.log(`${name}: ${problem}`);
  console.log(`${name}: ${problems.length === 0 ? 'nothing to say' : `${problems.length} problems`}`);
  failed ||= problems.length > 0;
}

report('shellcheck', shellProblems());
report('links', pageProblems());
const patches = await checkpatchProblems();
if ('problems' in patches) report('checkpatch', patches.problems);
else {
  console.log(`checkpatch: skipped: ${patches.skipped}`);
  failed ||= mustNotSkip;
}
process.exitCode = failed ? 1 : 0;
