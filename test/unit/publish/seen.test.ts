import t from 'tap';
import type { Comment, GitHub } from '../../../harness/publish/github.ts';
import { writeMark } from '../../../harness/publish/mark.ts';
import { Seen } from '../../../harness/publish/seen.ts';
import { aMark } from './helpers.ts';

/** A list that lags behind: it is what the test says, whatever was written. */
function aSeen() {
  const listed: Comment[] = [];
  const github = { comments: async () => [...listed] } as unknown as GitHub;
  return { listed, seen: new Seen(github, { pull: 7, user: 5, suite: 'refuse' }) };
}

const comment = (id: number, at: number, second: number): Comment => ({
  id,
  author: 5,
  body: writeMark(aMark({ at }, 'x')),
  updatedAt: `2026-11-25T12:00:${String(second).padStart(2, '0')}Z`,
});

t.test('a list that lags behind our own writes does not make us write twice', async (t) => {
  const { listed, seen } = aSeen();
  const minutes = async () => (await seen.read()).map(({ id, mark }) => [id, Date.parse(mark.at) / 60_000]);
  t.same(await minutes(), []);
  seen.wrote(comment(1, 1, 10));
  t.same(await minutes(), [[1, 1]], 'not listed yet');
  listed.push(comment(1, 1, 10));
  seen.wrote(comment(1, 2, 20));
  t.same(await minutes(), [[1, 2]], 'listed as it was');
  listed[0] = comment(1, 3, 30);
  t.same(await minutes(), [[1, 3]], 'changed by another since');
  listed[0] = comment(1, 4, 20);
  t.same(await minutes(), [[1, 4]], 'within the same second: the list is believed');
  seen.deleted(1);
  t.same(await minutes(), [], 'listed, though it is gone');
});
