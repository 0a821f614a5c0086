/** `npm run truth`: what is known of Debian's kernels, against what pinproof says of them. Exit code 1: they disagree. */
import { join } from 'node:path';
import { seenFrom } from '../../harness/pipeline/session.ts';
import { measured } from '../measured.ts';
import { compareWithTruth } from './compare.ts';

const { value: agreements, runFolder, speed } = await measured('truth', (context) => compareWithTruth(context));

for (const [title, members] of Map.groupBy(agreements, ({ row }) => `${row.row.padEnd(4)} ${row.what}`)) {
  const agreed = members.filter(({ disagreement }) => disagreement === undefined).length;
  console.log(`${agreed === members.length ? 'agree   ' : 'DISAGREE'} ${title}: ${agreed} of ${members.length} cells`);
  for (const { kernel, site, disagreement } of members)
    if (disagreement !== undefined) console.log(`           ${kernel} ${site}: ${disagreement}`);
}

console.log('\nWhat these kernels get wrong, and how to see it:');
const wrong = agreements.filter(
  ({ row, expected, disagreement }) =>
    row.finding !== undefined && expected.startsWith('fail') && disagreement === undefined,
);
for (const [finding, members] of Map.groupBy(wrong, ({ row }) => row.finding)) {
  console.log(`\n  ${finding}`);
  for (const [where, [first]] of Map.groupBy(members, ({ kernel, filesystem }) => `${kernel} ${filesystem}`))
    console.log(`    ${where.padEnd(18)} pinproof replay ${join(seenFrom(runFolder), first?.cell ?? '')}`);
}

const agreed = agreements.filter(({ disagreement }) => disagreement === undefined).length;
const cells = new Set(agreements.map(({ cell }) => cell)).size;
console.log(
  `\n${agreed} of ${agreements.length} expectations of ${cells} cells agree\n${speed}\nartefacts in ${runFolder}`,
);
process.exitCode = agreed === agreements.length ? 0 : 1;
