import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { parse } from 'yaml';
import {
  consoleNames,
  consoleText,
  readingOf,
  readTables,
  splatsOf,
  summary,
  withEntry,
  writeEntry,
} from '../../fixtures/consoles.ts';
import { updating } from '../../golden.ts';

const tables = readTables();

// One console an edge case, test/fixtures/consoles/<name>.log; what it holds stands in the table of its topic beside it.
for (const [topic, table] of tables) {
  t.test(topic, async (t) => {
    for (const [name, expected] of Object.entries(table)) {
      const found = splatsOf(consoleText(name)).map(summary);
      // As golden texts are: what a log holds is written anew, and why it is there stays.
      if (updating && !isDeepStrictEqual(found, expected)) writeEntry(topic, name, found);
      else t.strictSame(found, expected, `${name} (PINPROOF_TEST_UPDATE=1 writes it anew)`);
    }
  });
}

t.test('each console stands in one table', async (t) => {
  t.strictSame([...tables.values()].flatMap(Object.keys).sort(), consoleNames);
});

t.test('a report of one caller holds no lines of another', async (t) => {
  t.notMatch(splatsOf(consoleText('two-callers'))[0]?.text, /__get_user_pages/);
});

t.test('a panic is seen, be it a report or the consequence of one', async (t) => {
  for (const [name, panicked] of Object.entries({
    'panic-no-root': true,
    'oops-page-fault-6.12': true,
    'warning-panic-on-warn': true,
    'stack-overflow-arm64-6.12': true,
    'hung-task-panic-6.12': true,
    'oops-null-6.1': false,
    // What has booted since is another kernel.
    'reboot-after-panic': false,
  })) {
    t.equal(readingOf(consoleText(name)).panicked, panicked, name);
  }
});

t.test('an entry of a table is written anew, and nothing else of it', async (t) => {
  const table = `# What this is about.

# why one is there
one:
  - title: "WARNING in f"
    kind: warning
    class: warning
    lines: [1, 2]
  - title: "BUG in g"
    kind: bug
    class: bug
    lines: [3, 4]

# why two is there
two: []

# why three is there
three:
  - title: "WARNING in f"
    kind: warning
    class: warning
    lines: [1, 2]
`;
  const report = {
    title: 'KASAN: "x" in h',
    kind: 'kasan',
    class: 'kasan-read',
    lines: [1, 9] as [number, number],
    task: { name: 'kworker/0:2', pid: 44 },
    tainted: '',
    truncated: true as const,
  };
  const written = `  - title: "KASAN: \\"x\\" in h"
    kind: kasan
    class: kasan-read
    lines: [1, 9]
    task: { name: 'kworker/0:2', pid: 44 }
    tainted: ""
    truncated: true
`;
  const [one = '', two = '', three = ''] = [/^one:\n( .*\n)+/m, /^two: \[\]\n/m, /^three:\n( .*\n)+/m].map(
    (entry) => entry.exec(table)?.[0],
  );
  t.equal(withEntry(table, 'one', [report]), table.replace(one, `one:\n${written}`));
  t.equal(withEntry(table, 'one', []), table.replace(one, 'one: []\n'));
  t.equal(withEntry(table, 'two', [report]), table.replace(two, `two:\n${written}`));
  t.equal(withEntry(table, 'three', [report]), table.replace(three, `three:\n${written}`));
  t.throws(() => withEntry(table, 'four', []), /no entry for four/);
});

t.test('each entry of the tables can be written anew, and is then the same', async (t) => {
  for (const [topic, table] of tables) {
    const path = new URL(`../../fixtures/consoles/${topic}.yaml`, import.meta.url);
    let text = readFileSync(path, 'utf8');
    const comments = text.match(/#.*/g);
    for (const [name, expected] of Object.entries(table)) text = withEntry(text, name, expected);
    t.strictSame(parse(text), table, topic);
    t.strictSame(text.match(/#.*/g), comments, topic);
  }
});
