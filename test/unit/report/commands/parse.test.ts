import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConsole } from '../../../../harness/console/reader.ts';
import { parsedConsolesSchema } from '../../../../harness/records/outputs/parsed.ts';
import { JsonOutput, type ParseOutput, TextOutput } from '../../../../harness/report/commands/parse.ts';

const read = (name: string) => {
  const text = readFileSync(new URL(`../../../fixtures/consoles/${name}.log`, import.meta.url), 'latin1');
  return readConsole(text, { from: 'start' }).observations;
};

/** All that is printed of some consoles. */
function printed(output: ParseOutput, names: readonly string[], whole = true): string {
  let text = output.begin();
  for (const name of names) {
    const observations = read(name);
    text += output.beginFile(`${name}.log`);
    for (const each of observations) if (each.type === 'splat') text += output.report(each);
    text += output.endFile(observations, whole);
  }
  return text + output.end();
}
const forPeople = (...names: string[]) => printed(new TextOutput({ colour: false, unicode: true }), names);

t.test('JSON has the published shape', async (t) => {
  const json = JSON.parse(printed(new JsonOutput(), ['bad-page-6.1', 'clean-6.1']));
  t.same(parsedConsolesSchema.parse(json), json);
});

t.test('JSON is an array of files with their reports', async (t) => {
  const text = printed(new JsonOutput(), ['bad-page-6.1', 'clean-6.1', 'oops-null-6.1']);
  const parsed = JSON.parse(text);
  t.equal(text, `${JSON.stringify(parsed, null, 2)}\n`, 'laid out as if it were made in one go');
  const reports = (name: string) =>
    read(name).flatMap((each) => {
      const { type, ...report } = each;
      return type === 'splat' ? [report] : [];
    });
  t.strictSame(parsed, [
    { file: 'bad-page-6.1.log', reports: reports('bad-page-6.1') },
    { file: 'clean-6.1.log', reports: [] },
    { file: 'oops-null-6.1.log', reports: reports('oops-null-6.1') },
  ]);
  t.match(parsed[0].reports, [
    { class: 'bad-page', truncated: false, firstLine: 1, lastLine: 14 },
    { class: 'bad-page', title: 'Bad rss-counter state', truncated: false, firstLine: 15, lastLine: 15 },
  ]);
  t.equal(printed(new JsonOutput(), []), '[]\n');
});

t.test('for people: where, what, and the report itself', async (t) => {
  const text = forPeople('cut-in-oops');
  t.match(
    text,
    /^cut-in-oops\.log:2: BUG: NULL pointer dereference in folio_mark_dirty \(truncated\)\n {2}oops \(null-dereference\), rdma-write-writ:139, lines 2 to 13, fingerprint \w{12}\n/,
  );
  t.match(text, /\n {2}RIP: 0010:folio_mark_dirty\+0x12\/0x70\n/);
});

t.test('where a splat happened stands beside its title, and lines beside the places of its text', async (t) => {
  const splat = read('cut-in-oops').find((each) => each.type === 'splat');
  const at = 'folio_mark_dirty+0x12/0x70';
  const locations = [{ at, frames: [{ function: 'folio_mark_dirty', file: 'mm/page-writeback.c', line: 2771 }] }];
  if (splat === undefined) return t.fail('the fixture has a splat');
  const text = new TextOutput({ colour: false, unicode: true }).report({ ...splat, locations });
  t.match(text, / in folio_mark_dirty \(mm\/page-writeback\.c:2771\) \(truncated\)\n/);
  t.match(text, /\n {2}RIP: 0010:folio_mark_dirty\+0x12\/0x70 \(mm\/page-writeback\.c:2771\)\n/);
  t.strictSame(JSON.parse(new JsonOutput().report({ ...splat, locations })).locations, locations);
});

t.test('what else the log says', async (t) => {
  const text = forPeople('guard-6.1-ext4', 'bug-6.1');
  t.match(text, /^guard-6\.1-ext4\.log: also in the log\n {2}3 x guard tag, by scsi_debug: /);
  t.match(text, /1 messages suppressed/);
  t.match(text, /\n\nbug-6\.1\.log:\d+: kernel BUG/, 'an empty line between files');
});

t.test('nothing found is said, but not of what could not be read', async (t) => {
  const output = new TextOutput({ colour: false, unicode: true });
  t.equal(output.beginFile('x') + output.endFile([], true), 'x: no kernel bug report found\n');
  t.equal(output.beginFile('y') + output.endFile([], false), '\n');
});
