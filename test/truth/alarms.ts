/**
 * `npm run alarms`: every cell of the matrix that is clean on a kernel, each with another seed; no detector may fire.
 * Exit code 1: one did.
 */
import { measured } from '../measured.ts';
import { compareWithTruth } from './compare.ts';

/** 2 to 29: seed 1 is what `npm run truth` runs. */
const seeds = Array.from({ length: 28 }, (_, index) => index + 2);

const { value, runFolder, speed } = await measured('alarms', (context) =>
  compareWithTruth(context, { cleanWith: seeds }),
);
const cells = new Set(value.map(({ cell }) => cell)).size;
const alarms = value.filter(({ disagreement }) => disagreement !== undefined);
for (const { kernel, site, disagreement } of alarms) console.log(`ALARM ${kernel} ${site}: ${disagreement}`);
console.log(
  `${alarms.length} false alarms in ${cells} clean cells, with ${seeds.length} seeds in turn, on both kernels`,
);
console.log(`${speed}\nartefacts in ${runFolder}`);
process.exitCode = alarms.length === 0 ? 0 : 1;
