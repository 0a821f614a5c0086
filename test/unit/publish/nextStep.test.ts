import t from 'tap';
import { readMark, writeMark } from '../../../harness/publish/mark.ts';
import { type Marked, nextStep, ownComments } from '../../../harness/publish/nextStep.ts';
import { aMark, heads } from './helpers.ts';

const at = (minute: number, head = heads.now, text = 'x') => aMark({ at: minute, head }, text);
const comments = (...marks: ReturnType<typeof at>[]): Marked[] => marks.map((mark, index) => ({ id: index + 1, mark }));
const next = (ours: ReturnType<typeof at>, ...marks: ReturnType<typeof at>[]) =>
  nextStep(ours, comments(...marks), heads.now);

t.test('one comment, with the newest run in it', (t) => {
  t.same(next(at(2)), { do: 'create' });
  t.same(next(at(2), at(1)), { do: 'update', id: 1 });
  t.same(next(at(2), at(2)), { do: 'nothing', why: 'same' });
  t.same(next(at(2), at(2, heads.now, 'other')), { do: 'update', id: 1 });
  t.same(next(at(2), at(3)), { do: 'nothing', why: 'newer' });
  t.end();
});

t.test('of several the first stays, and another goes once it is not newer', (t) => {
  t.same(next(at(3), at(1), at(2)), { do: 'update', id: 1 }, 'first what is newest');
  t.same(next(at(3), at(3), at(2)), { do: 'delete', id: 2 });
  t.same(next(at(3), at(3), at(3)), { do: 'delete', id: 2 });
  t.same(next(at(2), at(1), at(3)), { do: 'nothing', why: 'newer' }, 'it is for its own publisher to bring it over');
  t.same(next(at(2), at(3), at(2)), { do: 'delete', id: 2 }, 'also by a publisher that has nothing to say');
  t.same(next(at(2), at(1), at(3), at(1)), { do: 'delete', id: 3 });
  t.end();
});

t.test('the head that the pull request has now outranks all others', (t) => {
  t.same(next(at(1), at(9, heads.old)), { do: 'update', id: 1 });
  t.same(next(at(9, heads.old), at(1)), { do: 'nothing', why: 'newer' });
  t.same(next(at(9, heads.old)), { do: 'nothing', why: 'newer' }, 'nothing is made of an old head');
  t.same(next(at(9, heads.old), at(8, heads.old)), { do: 'nothing', why: 'newer' }, 'nor changed');
  t.same(next(at(9, heads.old), at(1), at(9, heads.old)), { do: 'delete', id: 2 });
  t.end();
});

t.test('own comments: by author and mark, in the order in which they were made', (t) => {
  const comment = (id: number, author: number | undefined, body: string) => ({ id, author, body, updatedAt: '' });
  const line = writeMark(at(1));
  const found = ownComments(
    [
      comment(9, 5, `${line}\nx`),
      comment(3, 5, `${line}\r\nx`),
      comment(4, 6, line),
      comment(5, undefined, line),
      comment(6, 5, ` ${line}`),
      comment(7, 5, line.replace('pinproof:1', 'pinproof:2')),
      comment(8, 5, line.replace('"suite":"refuse"', '"suite":"hold"')),
    ],
    5,
    'refuse',
  );
  t.same(
    found.map(({ id }) => id),
    [3, 9],
  );
  t.end();
});

t.test('a mark is read as it was written; what is none is none', (t) => {
  const mark = at(1);
  t.same(readMark(writeMark(mark)), mark);
  const broken = ['', '<!-- pinproof:1 -->', '<!-- pinproof:1 {} -->', '<!-- pinproof:1 {"suite": -->'];
  const changed = [
    { ...mark, head: 'x' },
    { ...mark, at: 'yesterday' },
    { ...mark, more: 1 },
    { ...mark, suite: '-->' },
  ].map((each) => `<!-- pinproof:1 ${JSON.stringify(each)} -->`);
  for (const text of [...broken, ...changed]) t.equal(readMark(text), undefined, text);
  t.end();
});
