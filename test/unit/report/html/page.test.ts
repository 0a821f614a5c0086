import { createHash } from 'node:crypto';
import { HtmlValidate } from 'html-validate';
import t from 'tap';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { renderPage } from '../../../../harness/report/html/page.ts';
import { aPage, cellOf, pageInput } from '../../../fixtures/page.ts';
import { anIssue, healthy } from '../../../fixtures/records.ts';
import type { RunShape } from '../../../fixtures/run.ts';
import { console, hostilePage, latency, mixed, splat, wrongPages } from './shapes.ts';

const consoles = ({ cell }: { cell: { tree: string } }): string => (cell.tree === 'bounce' ? console : '');
const site = 'dif1-dix1/ext4/rdma-write-writeback/1';
const page = aPage(mixed, consoles);

/** Errors against the HTML standard. */
async function errorsOf(text: string): Promise<string[]> {
  const report = await new HtmlValidate({ extends: ['html-validate:standard'] }).validateString(text);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line} ${ruleId} ${message}`),
  );
}

t.test('the verdict comes first, with how many cells came to what', async (t) => {
  t.match(page, /<title>Regression · test-run · pinproof<\/title>/);
  t.match(
    page,
    /<h1 class="tone-bad">Regression<\/h1>\s*<ul class="tally"><li><a href="#[^"]+" data-verdict="regressed">/,
  );
  t.match(page, `<a href="#${site}" data-verdict="refused, as claimed">`);
  t.ok(page.indexOf('<h1') < page.indexOf('<h2'));
});

t.test('that there was no sandbox is said', async (t) => {
  const input = pageInput(mixed, consoles);
  t.notMatch(renderPage(input), /sandbox/);
  input.verdict.unconfined = 'PINPROOF_SANDBOX=off';
  t.match(renderPage(input), '<p class="tone-caution">Built and run without a sandbox: PINPROOF_SANDBOX=off</p>');
});

t.test('in the matrix base and candidates stand in one cell, and what stays as it was has no word', async (t) => {
  const entry = (id: string): string => {
    const text = page.slice(page.indexOf(`<a class="entry" href="#${id}"`));
    return text
      .slice(0, text.indexOf('</a>'))
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  };
  t.equal(entry(site), 'base ✗ fail refuse ⊘ refused, as claimed bounce ✗ fail ▼ regressed');
  t.equal(entry('dif1-dix1/xfs/mmap-store-writeback/1'), 'base ✓ pass refuse ✓ pass bounce ✓ pass');
});

t.test('a cell: words, comparison, report in its console, charts, and how to repeat it', async (t) => {
  const cell = cellOf(page, site);
  t.match(cell, '<strong>bounce</strong> <span class="pill pill-bad">');
  t.match(cell, '1,204 guard tag errors');
  t.match(cell, 'ibv_reg_mr EFAULT (claimed by candidate.yaml)');
  t.match(cell, /<th scope="row">remount<\/th><td>16 of 64<\/td>\s*<td>32<\/td>\s*<td>131 072<\/td>/);
  t.match(cell, '<strong>WARNING in try_grab_page</strong>');
  t.match(cell, 'report 30 <b>try_grab_page</b>');
  t.match(cell, 'fdatasync: how long calls took');
  t.match(cell, `<code>pinproof replay runs/1/bounce/${site}</code>`);
  t.match(cell, `<a href="./cells/bounce/${site}/">`);
  t.notMatch(cell, 'Instructions that', 'it counts none');
  const cost = cellOf(page, 'dif1-dix1/ext4/operation-cost/1');
  t.match(cost, 'Instructions that an operation takes, bounce against base');
  t.match(cost, '+9.1 % ▼ too many');
  t.notMatch(cost, 'how long calls took');
});

t.test('a refused cell has no latencies, for it synced a file that nobody wrote to', async (t) => {
  const text = aPage({
    ...mixed,
    observed: (tree, workload) => [...(mixed.observed?.(tree, workload, '', 1) ?? []), latency()],
  });
  const chart = cellOf(text, site).split('how long calls took')[1] ?? '';
  t.match(chart, '<th scope="row">base</th>');
  t.notMatch(chart, '<th scope="row">refuse</th>');
});

t.test('its policy lets nothing run or load that is not its own', async (t) => {
  const policy = /<meta http-equiv="Content-Security-Policy"\s+content="([^"]+)"/
    .exec(page)?.[1]
    ?.replaceAll('&#39;', "'");
  const hashOf = (element: string): string => {
    const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? '';
    return createHash('sha256').update(text).digest('base64');
  };
  t.equal(
    policy,
    `default-src 'none'; style-src 'sha256-${hashOf('style')}'; script-src 'sha256-${hashOf('script')}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  t.notMatch(page, /\son\w+=|\sstyle=/, 'it would be refused');
});

t.test('it is valid HTML, whatever became of the run', async (t) => {
  const shapes: Record<string, RunShape> = {
    mixed,
    'base alone': { observed: () => [...healthy, splat, wrongPages] },
    'many seeds': { ...mixed, seeds: [1, 2, 3, 4, 5, 6] },
    repeats: { ...mixed, repeats: 20 },
    'not run': { ...mixed, observed: () => null },
    invalid: { ...mixed, observed: () => [] },
    'not built': {
      candidates: { hold: { claims: false } },
      trees: { hold: { outcome: 'failed', stage: 'build', message: 'mm/gup.c:12:3: error: x\nmore' } },
      observed: (tree) => (tree === 'base' ? undefined : null),
    },
  };
  for (const [name, shape] of Object.entries(shapes)) t.same(await errorsOf(aPage(shape, consoles)), [], name);
});

t.test('what was not built says why, and what warns says where', async (t) => {
  const text = aPage({
    candidates: { hold: { claims: false } },
    trees: { hold: { outcome: 'failed', stage: 'build', message: 'mm/gup.c:12:3: error: x\nmore' } },
    observed: (tree) => (tree === 'base' ? undefined : null),
  });
  t.match(
    text,
    /hold does not build<\/strong><\/p>\s*<pre class="text" tabindex="0">\nmm\/gup.c:12:3: error: x\nmore<\/pre>/,
  );
  t.match(page, /bounce adds 1 build warning<\/strong>[\s\S]*<code>mm\/gup.c:12<\/code> unused variable &#39;x&#39;/);
});

t.test('a console that is gone is told to be', async (t) => {
  const text = aPage(mixed, () => undefined);
  t.match(cellOf(text, site), `There is no cells/bounce/${site}/console.log any more.`);
  t.match(cellOf(text, site), '<strong>WARNING in try_grab_page</strong>');
});

t.test('of several runs it says which came to what, and shows one that failed', async (t) => {
  const text = aPage({
    repeats: 4,
    observed: (_tree, _workload, _filesystem, repeat) => (repeat % 2 === 0 ? [...healthy, wrongPages] : healthy),
  });
  t.match(cellOf(text, site), 'Runs: pass r1 r3; fail r2 r4. Shown is r2.');
  t.match(cellOf(text, site), '<td>16 of 64</td>');
});

t.test('guest text, titles, paths and file names are shown, and do nothing', async (t) => {
  const text = hostilePage();
  t.same(await errorsOf(text), []);
  t.equal(text.match(/<script/g)?.length, 1, 'its own');
  t.notMatch(text, /<img|<\/textarea|href="javascript|\u202e|(?![\t\n])\p{Cc}/u);
  t.match(text, '&lt;script&gt;alert(1)&lt;/script&gt;');
  const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
  t.same(
    links.filter((href) => !/^(?:#|\.\/|data:,$)/.test(href)),
    [],
    'links go to the page and the run’s folder only',
  );
});

t.test('a thousand cells, each with five reports in its console, stay below ten megabytes', async (t) => {
  const devices = Array.from({ length: 56 }, (_, index) => `disk-${index}`);
  const long = `${console}\n${`${'x'.repeat(200)}\n`.repeat(1000)}`;
  const reports = [30, 200, 400, 600, 800].map(
    (line) => ({ ...splat, firstLine: line, lastLine: line + 90 }) as Observation,
  );
  const shape: RunShape = { ...mixed, devices, observed: () => [...healthy, latency(), wrongPages, ...reports] };
  const input = pageInput(shape, () => long);
  t.equal(input.verdict.cells.length, 56 * 2 * 3 * 3);
  const text = renderPage(input);
  t.ok(text.length < 10e6, `${text.length} characters`);
  t.match(text, 'Not in this page, for its size: cells/');
});

t.test('known issues are told in the page and at their cells, with a link where it leads to a page', async (t) => {
  const shape = (link: string): RunShape => ({
    known: [anIssue({ pattern: 'WARNING in try_grab_page', link })],
    observed: () => [...healthy, splat],
  });
  const text = aPage(shape('https://example.org/1'));
  t.match(text, '<code>WARNING in try_grab_page</code>');
  t.match(text, 'Seen 2 times in 2 cells.');
  t.match(cellOf(text, site), 'a false alarm <a href="https://example.org/1" rel="noreferrer">');
  t.same(await errorsOf(text), []);
  t.match(aPage({ ...shape('https://example.org/1'), observed: () => healthy }), 'Nothing in this run was that.');
  t.notMatch(aPage(shape('javascript:alert(1)')), 'href="javascript');
});
