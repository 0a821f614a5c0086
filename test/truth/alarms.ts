/**
 * `npm run alarms`: every cell of the matrix that is clean on a kernel, each with another seed; no detector may fire.
 * Exit code 1: one did.
 */
import { measured } from '../measured.ts';
import { compareWithTruth } from './compare.ts';
import { alarmSeeds } from './seeds.ts';

const { value, runFolder, speed } = await measured('alarms', (context) =>
  compareWithTruth(context, { cleanWith: alarmSeeds }),
);
const cells = new Set(value.map(({ cell }) => cell)).size;
const alarms = value.filter(({ disagreement }) => disagreement !== undefined);
for (const { kernel, site, disagreement } of alarms) console.log(`ALARM ${kernel} ${site}: ${disagreement}`);
console.log(
  `${alarms.length} false alarms in ${cells} clean cells, with ${alarmSeeds.length} seeds in turn, on both kernels`,
);
console.log(`${speed}\nartefacts in ${runFolder}`);
process.exitCode = alarms.length === 0 ? 0 : 1;
