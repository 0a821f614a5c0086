/**
 * `npm run alarms`: every cell of the matrix that is clean on a kernel, with further seeds, none of which may raise a
 * detector. Exit code 1: one did.
 */

import { measured } from '../measured.ts';
import { compareWithTruth } from './compare.ts';

/** Seed 1 is what `npm run truth` runs. */
const seeds = [2, 3, 4];

const { value, runFolder, speed } = await measured('alarms', (context) =>
  compareWithTruth(context, { seeds, clean: true }),
);
const alarms = value.filter(({ disagreement }) => disagreement !== undefined);
for (const { kernel, site, disagreement } of alarms) console.log(`ALARM ${kernel} ${site}: ${disagreement}`);
console.log(`${alarms.length} false alarms in ${value.length} clean cells, ${seeds.length} seeds, both kernels`);
console.log(`${speed}\nartefacts in ${runFolder}`);
process.exitCode = alarms.length === 0 ? 0 : 1;
