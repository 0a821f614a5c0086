/**
 * `npm run planted`: kernels with bugs planted in them, and which of those pinproof catches. Exit code 1: not all, or
 * something else was blamed. Arguments choose bugs: a kernel, a flavour, or parts
 * of patches' names with commas; all must fit.
 */
import { measured } from '../measured.ts';
import { catchBugs } from './catch.ts';

const words = process.argv.slice(2);
const {
  value: assessed,
  runFolder,
  speed,
} = await measured('planted', (context) =>
  catchBugs(context, ({ patch, kernel, flavour }) =>
    words.every((word) => kernel === word || flavour === word || word.split(',').some((part) => patch.includes(part))),
  ),
);

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
  `\n${caught} of ${assessed.length} bugs caught, ${assessed.length - caught} missed, ${alarms} false alarm${alarms === 1 ? '' : 's'}`,
);
console.log(`${speed}\nartefacts in ${runFolder}`);
process.exitCode = caught === assessed.length && alarms === 0 ? 0 : 1;
