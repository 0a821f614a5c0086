import t from 'tap';
import { scoreboardOf } from '../../../harness/judge/scoreboard/scoreboard.ts';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import { renderScoreboard } from '../../../harness/report/scoreboard/terminal.ts';
import { widthOf } from '../../../harness/text/width.ts';
import { aPage } from '../../fixtures/page.ts';
import { aRun, type RunShape } from '../../fixtures/run.ts';
import { matchesGolden } from '../../golden.ts';
import { mixed } from './html/shapes.ts';

const options = { colour: false, unicode: true, width: 100, runFolder: 'runs/1' };
const boardOf = (shape: RunShape) => {
  const run = aRun(shape);
  return scoreboardOf({ plan: run.plan, build: run.build, verdict: judgeRun(run) });
};
const board = boardOf(mixed);
const text = renderScoreboard(board, options);
/** Figures of a line, `·` for none. */
const line = (title: string, from = text): string[] =>
  (from.split('\n').find((each) => each.startsWith(`    ${title} `)) ?? '')
    .trim()
    .slice(title.length)
    .trim()
    .split(/\s{2,}/);

t.test('a line a figure, a column a tree', async (t) => {
  matchesGolden(t, 'report/scoreboard.txt', text);
  t.match(text, /^pinproof scoreboard · test-run\n/);
  t.match(text, /\n +base +refuse +bounce\n/);
  t.strictSame(line('checksum errors'), ['2', '·', '·']);
  t.strictSame(line('lost or stale data'), ['·', '·', '2']);
  t.strictSame(line('other kernel reports'), ['·', '·', '2']);
  t.strictSame(line('calls refused'), ['·', '2', '·']);
  t.strictSame(line('ext4'), ['of 1', '0', '0']);
  t.strictSame(line('claims confirmed'), ['·', '1', '·']);
  t.notMatch(text, 'pins never released', 'what no tree shows takes no line');
  t.match(text, /refuse claims\n +✓ ibv_reg_mr fails with EFAULT in rdma-write-writeback: confirmed, 2 cells\n/);
});

t.test('where it is too wide, trees come below each other, each time beside the base', async (t) => {
  const names = ['refuse', 'refuse-wait', 'hold', 'hold-write', 'revoke', 'tolerate', 'bounce'];
  const wide = boardOf({ ...mixed, candidates: Object.fromEntries(names.map((name) => [name, { claims: true }])) });
  for (const width of [72, 80, 100, 160]) {
    const shown = renderScoreboard(wide, { ...options, width });
    for (const name of names) t.match(shown, new RegExp(`^ +base .*\\b${name}\\b`, 'm'), `${name} at ${width}`);
    const wider = shown.split('\n').filter((each) => widthOf(each) > width && !each.includes('runs/1'));
    t.strictSame(wider, [], `nothing beyond ${width}`);
  }
  t.notMatch(renderScoreboard(wide, { ...options, width: 40 }), /…/, 'no figure is cut');
});

t.test('without UTF-8 there is none', async (t) => {
  t.notMatch(renderScoreboard(board, { ...options, unicode: false }), /\P{ASCII}/u);
});

t.test(
  'the page has it where there are several candidates: each figure opens to links that lead somewhere',
  async (t) => {
    const page = aPage(mixed);
    const section = page.slice(page.indexOf('<section id="scoreboard"'), page.indexOf('<section id="findings"'));
    t.match(section, /aria-label="checksum errors, base: 2; its cells">2<\/summary>/);
    const links = [...section.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    t.not(links.length, 0);
    for (const id of new Set(links)) t.match(page, `id="${id}"`);
    t.notMatch(aPage({ ...mixed, candidates: { refuse: { claims: true } } }), 'id="scoreboard"');
  },
);
