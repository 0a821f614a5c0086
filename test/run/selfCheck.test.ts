import t from 'tap';
import { compareRuns, sampleOf } from '../../harness/run/selfCheck.ts';

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

t.test('one in nine is checked, at least one where there is any, the same each time', async (t) => {
  const keys = Array.from({ length: 100 }, (_, index) => `${(index * 37) % 100}`);
  t.equal(sampleOf(keys).size, 12);
  t.same(sampleOf(keys), sampleOf(keys.toReversed()));
  t.equal(sampleOf(['a']).size, 1);
  t.equal(sampleOf([]).size, 0);
});
