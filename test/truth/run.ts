/** `npm run truth`: what is known of Debian's kernels, against what pinproof says of them. Exit code 1: they disagree. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { showProgress } from '../../harness/cli/progress.ts';
import type { Tell } from '../../harness/lib/events.ts';
import { cacheFolder } from '../../harness/lib/paths.ts';
import { readCatalogue } from '../../harness/plan/catalogue.ts';
import { compareWithTruth } from './compare.ts';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort(new Error(name)));
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
const runFolder = join(process.cwd(), 'pinproof-out', 'truth');
const agreements = await compareWithTruth({
  runFolder,
  cache: cacheFolder(),
  catalogue: await readCatalogue(),
  jobs: cpus().length,
  tell,
  signal: interruption.signal,
}).finally(() => progress.close());
const seconds = (performance.now() - begun) / 1000;

for (const [title, members] of Map.groupBy(agreements, ({ row, what }) => `${row.padEnd(4)} ${what}`)) {
  const agreed = members.filter(({ disagreement }) => disagreement === undefined).length;
  console.log(`${agreed === members.length ? 'agree   ' : 'DISAGREE'} ${title}: ${agreed} of ${members.length} cells`);
  for (const { kernel, site, disagreement } of members)
    if (disagreement !== undefined) console.log(`           ${kernel} ${site}: ${disagreement}`);
}
const all = agreements.length;
const agreed = agreements.filter(({ disagreement }) => disagreement === undefined).length;
console.log(`\n${agreed} of ${all} cells agree`);
// Those that were recalled, and trees that were built, would make it another figure.
const speed = ran === 0 ? '' : `; ${((ran * 60) / seconds).toFixed(0)} a minute, builds and boots included`;
console.log(`${seconds.toFixed(0)} s: ${ran} cells run, ${recalled} recalled${speed}`);
console.log(`artefacts in ${runFolder}`);
process.exitCode = agreed === all ? 0 : 1;
