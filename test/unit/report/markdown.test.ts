import { spawnSync } from 'node:child_process';
import t from 'tap';
import type { VerdictRecord } from '../../../harness/records/run/verdict.ts';
import { renderFailedTreesMarkdown, renderMarkdown } from '../../../harness/report/markdown.ts';
import { verdicts } from '../../fixtures/verdicts.ts';
import { matchesGolden } from '../../golden.ts';
import { skipBecause } from '../../skipping.ts';

function named(name: string): VerdictRecord {
  const verdict = verdicts[name];
  if (verdict === undefined) throw new Error(`there is no verdict ${name}`);
  return verdict;
}
const options = { runFolder: 'pinproof-out/run', limit: 1024 * 1024 };

t.test('the job summary of a regression', async (t) => {
  matchesGolden(t, 'report/summary.md', renderMarkdown(named('regressed'), options));
});

t.test('repeats are counted', async (t) => {
  t.match(
    renderMarkdown(named('native'), options),
    '| rdma-write-writeback | ext4 | 0 of 20 fail | 20 of 20 fail | **regressed** |',
  );
});

t.test('that there was no sandbox is said', async (t) => {
  const verdict = { ...named('native'), unconfined: 'bwrap: <b>none</b>' };
  t.match(
    renderMarkdown(verdict, options),
    '\n**Built and run without a sandbox: bwrap: &#60;b&#62;none&#60;/b&#62;**\n',
  );
  t.notMatch(renderMarkdown(named('native'), options), /sandbox/);
});

t.test('a self-check that failed is said, and trees that do not build are told of', async (t) => {
  t.match(renderMarkdown(named('does not repeat'), options), '**Self-check failed: 1 of 2 cells did not repeat');
  const text = renderMarkdown(named('not built'), options);
  t.match(text, '**mine does not build**\n\n```\nmm/gup.c:12: the tree does not build\n  mm/gup.c:12:3: error: x\n');
  t.match(text, '**other adds 1 build warning**\n\n- `mm/gup.c:7` unused');
  const failure = named('not built').trees['mine']?.failure;
  t.match(
    failure && renderFailedTreesMarkdown('x', { mine: failure }),
    /^## pinproof x: no verdict\n\n\*\*mine does not build\*\*\n\n```\n/,
  );
});

t.test('known issues are told of', async (t) => {
  const issue = {
    where: 'known.yaml:3:5',
    pattern: 'WARNING in *',
    reason: 'x',
    link: 'https://x.y',
    expires: '2099-01-01',
    reports: 0,
    cells: 0,
  };
  const text = renderMarkdown({ ...named('clean'), known: [issue as VerdictRecord['known'][number]] }, options);
  t.match(text, /\nNote: known\.yaml:&#8203;3:&#8203;5: nothing in this run was "WARNING in &#42;"\n/);
});

t.test('the limit is kept in bytes, and what is left out is said', async (t) => {
  const verdict = named('hostile');
  const cells = Array.from({ length: 60 }, (_, seed) =>
    verdict.cells.map((cell) => ({ ...cell, id: cell.id.replace('ext4', `ext4-${seed}`) })),
  ).flat();
  const large = { ...verdict, cells, comparisons: [] };
  const whole = renderMarkdown(large, options);
  t.ok(Buffer.byteLength(whole) > 7000, `${Buffer.byteLength(whole)} bytes`);
  for (const limit of [1000, 2000, 4000, 6000]) {
    const text = renderMarkdown(large, { ...options, limit });
    t.ok(Buffer.byteLength(text) <= limit, `${Buffer.byteLength(text)} of ${limit}`);
    t.match(text, /left out here/);
    t.match(text, /To repeat a cell: /);
  }
  t.notMatch(whole, /left out here/);
});

const noParser =
  spawnSync('cmark-gfm', ['--version']).error && 'cmark-gfm, GitHub’s own parser, is not installed (Debian: cmark-gfm)';
t.test('no text of a guest is structure', { skip: skipBecause(noParser) }, async (t) => {
  const extensions = ['table', 'strikethrough', 'autolink'].flatMap((name) => ['-e', name]);
  const known = /<\/?(?:h2|p|table|thead|tbody|tr|th|td|strong|ul|li|code|pre)>/g;
  for (const [name, verdict] of Object.entries(verdicts)) {
    const { stdout } = spawnSync('cmark-gfm', ['--unsafe', ...extensions], {
      input: renderMarkdown(verdict, options),
      encoding: 'utf8',
    });
    t.notMatch(stdout.replace(known, ''), /[<>]/, name);
    t.notMatch(stdout, /owned[^<]*<(?!\/(?:li|p|td|code))/, name);
  }
});
