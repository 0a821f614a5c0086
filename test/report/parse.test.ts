import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConsole } from '../../harness/collect/console.ts';
import { parsedConsolesSchema } from '../../harness/records/parsed.ts';
import { parsedAsJson, renderParsed } from '../../harness/report/parse.ts';

const parsed = (name: string) => {
  const text = readFileSync(new URL(`../fixtures/consoles/${name}.log`, import.meta.url), 'latin1');
  return { file: `${name}.log`, observations: readConsole(text, { from: 'start' }).observations };
};
const plain = { colour: false, unicode: true };

t.test('JSON has the published shape', async (t) => {
  const json = parsedAsJson([parsed('bad-page-6.1'), parsed('clean-6.1')]);
  t.same(parsedConsolesSchema.parse(json), json);
});

t.test('JSON is an array of files with their reports', async (t) => {
  t.strictSame(
    parsedAsJson([parsed('bad-page-6.1'), parsed('clean-6.1')]).map(({ file, reports }) => [
      file,
      reports.map(({ text: _text, ...rest }) => rest),
    ]),
    [
      [
        'bad-page-6.1.log',
        [
          {
            class: 'bad-page',
            kind: 'bad-page',
            title: 'bad page state in unpin_user_page_range_dirty_lock',
            function: 'unpin_user_page_range_dirty_lock',
            fingerprint: '482369c17915',
            truncated: false,
            task: { name: 'rdma', pid: 139 },
            tainted: '',
            time: 60.000001,
            firstLine: 1,
            lastLine: 14,
          },
          {
            class: 'bad-page',
            kind: 'bad-page',
            title: 'Bad rss-counter state',
            fingerprint: '9ca82d478ff3',
            truncated: false,
            time: 61.000001,
            firstLine: 15,
            lastLine: 15,
          },
        ],
      ],
      ['clean-6.1.log', []],
    ],
  );
});

t.test('for people: where, what, and the report itself', async (t) => {
  const text = renderParsed([parsed('cut-in-oops')], plain);
  t.match(
    text,
    /^cut-in-oops\.log:2: BUG: NULL pointer dereference in folio_mark_dirty \(truncated\)\n {2}oops \(null-dereference\), rdma-write-writ:139, lines 2 to 13, fingerprint \w{12}\n/,
  );
  t.match(text, /\n {2}RIP: 0010:folio_mark_dirty\+0x12\/0x70\n/);
});

t.test('where a splat happened stands beside its title, and lines beside the places of its text', async (t) => {
  const { file, observations } = parsed('cut-in-oops');
  const at = 'folio_mark_dirty+0x12/0x70';
  const locations = [{ at, frames: [{ function: 'folio_mark_dirty', file: 'mm/page-writeback.c', line: 2771 }] }];
  const located = observations.map((each) => (each.type === 'splat' ? { ...each, locations } : each));
  const text = renderParsed([{ file, observations: located }], plain);
  t.match(text, / in folio_mark_dirty \(mm\/page-writeback\.c:2771\) \(truncated\)\n/);
  t.match(text, /\n {2}RIP: 0010:folio_mark_dirty\+0x12\/0x70 \(mm\/page-writeback\.c:2771\)\n/);
  t.strictSame(parsedAsJson([{ file, observations: located }])[0]?.reports[0]?.locations, locations);
});

t.test('what else the log says', async (t) => {
  const text = renderParsed([parsed('guard-6.1-ext4')], plain);
  t.match(text, /3 x guard tag, by scsi_debug: /);
  t.match(text, /1 messages suppressed/);
});

t.test('nothing found is said', async (t) => {
  t.equal(renderParsed([{ file: 'x', observations: [] }], plain), 'x: no kernel bug report found\n');
});
