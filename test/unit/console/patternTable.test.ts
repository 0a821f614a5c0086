import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { benign } from '../../../harness/console/benign.ts';
import { cleanLine } from '../../../harness/console/lines.ts';
import { PatternTable } from '../../../harness/console/patternTable.ts';
import { integrityFormats } from '../../../harness/kinds/lines/integrity.ts';
import { logFormats } from '../../../harness/kinds/lines/log.ts';

const consoles = new URL('../../fixtures/consoles/', import.meta.url);
const rows = [...benign.map((pattern) => ({ pattern })), ...integrityFormats, ...logFormats];

t.test('finds in each line of the fixtures what the rows find one by one', async (t) => {
  const table = new PatternTable(rows);
  let found = 0;
  for (const name of readdirSync(consoles).filter((each) => each.endsWith('.log'))) {
    for (const raw of readFileSync(new URL(name, consoles), 'latin1').split('\n')) {
      const { text } = cleanLine(raw);
      const expected = rows.find(({ pattern }) => pattern.test(text));
      if (expected !== undefined) found += 1;
      if (table.find(text) !== expected) t.fail(`${name}: ${text}`);
    }
  }
  t.ok(found > 30, `${found} lines`);
});

t.test('the first row has a line, wherever in it the others match', async (t) => {
  const [late, early] = [{ pattern: /late/ }, { pattern: /^early/ }];
  t.equal(new PatternTable([late, early]).find('early and late'), late);
  t.equal(new PatternTable([early, late]).find('early and late'), early);
  t.equal(new PatternTable([early, late]).find('neither'), undefined);
});

t.test('a row that would shift the others is refused', async (t) => {
  for (const pattern of [/a(b)/, /a/i, /(?<name>a)/])
    t.throws(() => new PatternTable([{ pattern }]), /captures or has flags/);
  for (const pattern of [/\(a\)/, /[(]a/, /(?:a)/, /(?=a)/]) t.doesNotThrow(() => new PatternTable([{ pattern }]));
});
