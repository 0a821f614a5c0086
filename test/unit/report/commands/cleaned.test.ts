import t from 'tap';
import { renderCleaned, sizeInWords } from '../../../../harness/report/commands/cleaned.ts';
import { matchesGolden } from '../../../golden.ts';

const screen = { colour: false, unicode: true, width: 100, dryRun: false, users: [] };
const gone = (why: 'old' | 'too big', bytes: number) => ({ name: 'x', why, bytes });

t.test('what was removed, and why', async (t) => {
  const all = [
    { what: 'runs', kept: 20, removed: [gone('old', 2 ** 30), gone('too big', 2 ** 29)] },
    { what: 'cells', kept: 3, removed: [gone('old', 4096)] },
    { what: 'boots', kept: 0, removed: [] },
  ];
  matchesGolden(t, 'report/cleaned.txt', renderCleaned(all, screen));
  const dry = renderCleaned(all, { ...screen, dryRun: true, users: [12, 13] });
  t.match(dry, /would go/);
  t.match(
    dry,
    /\n {2}Nothing was removed; it would free 1\.5 GiB\n {2}The cache was left alone: process 12, 13 works with it\n$/,
  );
});

t.test('sizes', async (t) => {
  for (const [bytes, words] of [
    [0, '0 KiB'],
    [1536, '1.5 KiB'],
    [12 * 2 ** 20, '12 MiB'],
    [3 * 2 ** 40, '3 TiB'],
    [2 ** 52, '4096 TiB'],
  ] as const)
    t.equal(sizeInWords(bytes), words);
});
