import t from 'tap';
import { consoleNames, consoleText, readingOf, readTables, splatsOf, summary } from '../../fixtures/consoles.ts';

const tables = readTables();

// One console an edge case, test/fixtures/consoles/<name>.log; what it holds stands in the table of its topic beside it.
for (const [topic, table] of tables) {
  t.test(topic, async (t) => {
    for (const [name, expected] of Object.entries(table)) {
      t.strictSame(splatsOf(consoleText(name)).map(summary), expected, name);
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
