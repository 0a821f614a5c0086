import t from 'tap';
import { fit } from '../../../../harness/report/comment/fit.ts';

const items = [
  { text: 'aaaa', rank: 3 },
  { text: 'bbbb', rank: 1 },
  { text: 'cc', rank: 3 },
  { text: 'é', rank: 2 },
];

t.test('the most important that have room, in their own order', (t) => {
  t.same(fit(items, 100), { kept: ['aaaa', 'bbbb', 'cc', 'é'], left: 0 });
  t.same(fit(items, 8), { kept: ['bbbb', 'é'], left: 2 }, 'bytes, and a newline each');
  t.same(fit(items, 7), { kept: ['bbbb'], left: 3 });
  t.same(fit(items, 11), { kept: ['bbbb', 'cc', 'é'], left: 1 }, 'one that is too long does not end it');
  t.same(fit(items, 0), { kept: [], left: 4 });
  t.same(fit([], 0), { kept: [], left: 0 });
  t.end();
});
