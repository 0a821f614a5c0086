/**
 * `npm run planted`: kernels with bugs planted in them, and which of those pinproof catches. Exit code 1: not all, or
 * something else was blamed. Arguments choose bugs: a kernel, a flavour, or parts
 * of patches' names with commas; all must fit.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { showProgress } from '../../harness/cli/progress.ts';
import type { Tell } from '../../harness/lib/events.ts';
import { cacheFolder } from '../../harness/lib/paths.ts';
import { readCatalogue } from '../../harness/plan/catalogue.ts';
import { catchBugs } from './catch.ts';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort(new Error(name)));
const words = process.argv.slice(2);
const progress = showProgress(process.stderr);
const begun = performance.now();
let [ran, recalled] = [0, 0];
const tell: Tell = (event) => {
  if (event.type === 'done' && event.stage === 'run') {
    if (event.recalled) recalled += 1;
    else ran += 1;
  }
  progress.tell(event);
};
const runFolder = join(process.cwd(), 'pinproof-out', 'planted');
const assessed = await catchBugs(
  {
    runFolder,
    cache: cacheFolder(),
    catalogue: await readCatalogue(),
    jobs: cpus().length,
    tell,
    signal: interruption.signal,
  },
  ({ patch, kernel, flavour }) =>
    words.every((word) => kernel === word || flavour === word || word.split(',').some((part) => patch.includes(part))),
).finally(() => progress.close());
const seconds = (performance.now() - begun) / 1000;

for (const [detector, members] of Map.groupBy(assessed, ({ bug }) => bug.detector)) {
  console.log(
    `${detector}: ${members.filter(({ missed }) => missed === undefined).length} of ${members.length} caught`,
  );
  for (const { bug, site, missed, falseAlarms } of members) {
    console.log(`  ${missed === undefined ? 'caught' : 'MISSED'} ${bug.kernel}/${bug.patch}: ${bug.what} [${site}]`);
    if (missed !== undefined) console.log(`           ${missed}`);
    for (const alarm of falseAlarms) console.log(`         FALSE ALARM ${alarm}`);
  }
}
const caught = assessed.filter(({ missed }) => missed === undefined).length;
const alarms = assessed.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
console.log(
  `\n${caught} of ${assessed.length} bugs caught, ${assessed.length - caught} missed, ${alarms} false alarms`,
);
// Those that were recalled, and trees that were built, would make it another figure.
const speed = ran === 0 ? '' : `; ${((ran * 60) / seconds).toFixed(0)} a minute, builds and boots included`;
console.log(`${seconds.toFixed(0)} s: ${ran} cells run, ${recalled} recalled${speed}`);
console.log(`artefacts in ${runFolder}`);
process.exitCode = caught === assessed.length && alarms === 0 ? 0 : 1;
