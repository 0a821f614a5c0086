import t from 'tap';
import { compareRuns, sampleOf } from '../../../harness/execute/selfCheck.ts';

const said = { console: '# command\nLinux\ncell\n', report: 'KTAP\nok 1\n' };

t.test('the same bytes are the same; the command is ours and does not count', async (t) => {
  t.same(compareRuns(said, { ...said, console: said.console.replace('command', 'another') }), {
    format: 'pinproof.self-check/1',
    same: true,
  });
});

t.test('the first line that differs is named', async (t) => {
  t.match(compareRuns(said, { ...said, console: '# command\nLinux\nceil\n' }), {
    same: false,
    difference: 'console line 3: "cell" and "ceil"',
  });
  t.match(compareRuns(said, { ...said, report: 'KTAP\n' }), {
    same: false,
    difference: 'report line 2: "ok 1" and ""',
  });
});

const hundred = Array.from({ length: 100 }, (_, index) => ({ key: `${(index * 37) % 100}` }));

t.test('one in nine is checked, at least one where there is any, the same each time', async (t) => {
  t.equal(sampleOf(hundred).size, 12);
  t.same(sampleOf(hundred), sampleOf(hundred.toReversed()));
  t.equal(sampleOf([{ key: 'a' }]).size, 1);
  t.equal(sampleOf([{ key: 'a' }, { key: 'a' }]).size, 1);
  t.equal(sampleOf([]).size, 0);
});

t.test('a run that was interrupted checks what it would have checked without', async (t) => {
  const whole = sampleOf(hundred);
  for (const done of [0, 1, 30, 60, 90, 99]) {
    const first = hundred.slice(0, done).map(({ key }) => key);
    const rest = sampleOf(
      hundred.map(({ key }) => ({
        key,
        state: !first.includes(key) ? undefined : whole.has(key) ? 'checked' : 'unchecked',
      })),
    );
    t.same([...rest].sort(), [...whole].filter((key) => !first.includes(key)).sort(), `${done} cells were done`);
  }
});

t.test('a few new cells beside many that were never checked: one of them is', async (t) => {
  const cells = hundred.map(({ key }) => ({ key, state: 'unchecked' as const }));
  t.same([...sampleOf([...cells, { key: 'x' }, { key: 'y' }])], ['x']);
  t.equal(sampleOf(cells).size, 0);
});
