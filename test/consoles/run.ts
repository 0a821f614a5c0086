import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConsole } from '../../harness/console/reader.ts';
import { readCorpus } from './corpus.ts';
import { type Answer, type Scored, scores } from './score.ts';

const folder = join(import.meta.dirname, '../../../shared/corpora/console/cases');

if (!existsSync(folder)) {
  console.error(
    'The labelled consoles are not here (../shared/corpora/console, beside the checkout): nothing is scored.',
  );
  process.exit(2);
}
const all = readCorpus(folder).map((log): Scored => {
  const { observations } = readConsole(log.log.toString('latin1'), { from: 'start' });
  return { log, answer: observations.find((each) => each.type === 'splat') as Answer | undefined };
});
let missed = false;
for (const { id, what, right, of, asked, misses } of scores(all)) {
  const share = right / of;
  missed ||= share < asked;
  console.log(`${id} ${what}: ${right} of ${of}, ${(100 * share).toFixed(2)} % (${100 * asked} % asked)`);
  for (const miss of misses) console.log(`     ${miss}`);
}
process.exitCode = missed ? 1 : 0;
