import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readConsole } from '../../harness/console/reader.ts';
import { cacheFolder } from '../../harness/host/paths.ts';
import { Symboliser } from '../../harness/symbols/symboliser.ts';
import { catchBugs } from '../planted/catch.ts';
import { described, sample } from '../sample.ts';
import { skipBecause } from '../skipping.ts';
import { contextOf } from './context.ts';

/**
 * Splats that real kernels printed, looked up in these kernels: two planted bugs where the kernel that has them is built
 * anyway, and cells that other runs left in the cache.
 */

interface Cell {
  build: string;
  splats: { text: string; at: string; line: string }[];
}

const cache = cacheFolder();
const vmlinuxOf = (build: string): string => join(cache, 'builds', build, 'vmlinux');
/** WARN and BUG say where they stand, and the instruction. */
const warning = /^WARNING: CPU: \d+ PID: \d+ at (\S+:\d+) (\S+)$/m;
const bug = /^kernel BUG at (\S+:\d+)!\n(?:.*\n)*?RIP: 0010:(\S+)$/m;
/** Enough to be sure, and read in seconds. */
const mostCells = 40;

function cellOf(path: string): Cell[] {
  const text = readFileSync(path, 'latin1');
  const build = /builds\/([0-9a-f]{20})\/vmlinux/.exec(text.slice(0, text.indexOf('\n')))?.[1];
  if (build === undefined || !/WARNING: CPU|kernel BUG at/.test(text) || !existsSync(vmlinuxOf(build))) return [];
  const splats = readConsole(text, { from: 'marker' }).observations.flatMap((each) => {
    const [, line, at] = (each.type === 'splat' && (warning.exec(each.text) ?? bug.exec(each.text))) || [];
    return each.type === 'splat' && line !== undefined && at !== undefined ? [{ text: each.text, at, line }] : [];
  });
  return splats.length === 0 ? [] : [{ build, splats }];
}

if (sample === undefined || sample.kernel === '6.1')
  await catchBugs(
    await contextOf(t),
    ({ kernel, patch }) => kernel === '6.1' && /^5[34]-(?:bug|warn)-on-pin/.test(patch),
  );
const cells: Cell[] = [];
for (const path of globSync(join(cache, 'cells', '*', 'console.log'))) {
  if (cells.length < mostCells) cells.push(...cellOf(path));
}

t.test(
  'where the kernel itself says the line of a WARN or BUG, it is the one found; every place is one of its kernel',
  {
    skip: skipBecause(
      cells.length === 0 &&
        `${described}, and no cell in the cache has a WARN or BUG of a kernel that is there: npm run planted makes some`,
    ),
  },
  async (t) => {
    t.not(cells.length, 0);
    for (const [build, members] of Map.groupBy(cells, (cell) => cell.build)) {
      const symboliser = new Symboliser({ vmlinux: vmlinuxOf(build) });
      for (const { splats } of members) {
        const { locations, unknown, strangers } = await symboliser.locate(splats.map(({ text }) => text));
        t.same([unknown, strangers], [[], []], build);
        splats.forEach(({ at, line }, index) => {
          const found = locations[index]?.find((each) => each.at === at)?.frames[0];
          t.equal(`${found?.file}:${found?.line}`, line, at);
        });
      }
    }
  },
);
