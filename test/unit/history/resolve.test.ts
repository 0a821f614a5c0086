import t from 'tap';
import { resolveRun } from '../../../harness/history/resolve.ts';

const run = (id: string, folder: string) => ({ id, folder, name: 'x' });
const runs = [
  run('aa0000000003', '/here/refuse-20261125-150150'),
  run('ab0000000002', '/there/refuse-20261125-150149'),
  run('b00000000001', '/here/refuse-20261124-150148'),
];
const find = (word: string) => resolveRun(word, runs, '/here').id;

t.test('latest and those before it, of this folder alone', async (t) => {
  t.equal(find('latest'), 'aa0000000003');
  t.equal(find('latest~0'), 'aa0000000003');
  t.equal(find('latest~1'), 'b00000000001', 'not the one of another folder');
  t.throws(() => find('latest~2'), {
    blame: 'input',
    message: /^\/here: there is no latest~2: 2 runs are remembered of this folder\n {2}-> pinproof history lists/,
  });
});

t.test('an id, a folder’s name, or the beginning of either', async (t) => {
  t.equal(find('b00000000001'), 'b00000000001');
  t.equal(find('b'), 'b00000000001');
  t.equal(find('refuse-20261124'), 'b00000000001');
  t.throws(() => find('a'), {
    message: /^"a" may mean 2 runs\n {2}aa0000000003 .*\n {2}ab0000000002 .*\n {2}-> say more/,
  });
  t.throws(() => find('refuse'), { message: /may mean 3 runs/ });
  t.throws(() => find('\u001b[31mx'), { message: /^no run is called "x", nor is it the folder of one\n/ });
  const same = [...runs, run('aa00', '/x/aa0000000003')];
  t.throws(() => resolveRun('aa0000000003', same, '/here'), { message: /may mean 2 runs/ });
  t.equal(resolveRun('aa00', same, '/here').id, 'aa00', 'what is named exactly is not the beginning of another');
});
