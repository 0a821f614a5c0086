import t from 'tap';
import { cutTo, padTo, widthOf, wrapTo } from '../../../harness/text/width.ts';

t.test('columns of what a terminal draws', (t) => {
  for (const [text, columns] of [
    ['', 0],
    ['fail: guard-tag', 15],
    ['×…✓', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['❤', 1],
    ['🇩🇪', 2],
    ['👍🏽', 2],
  ] as const)
    t.equal(widthOf(text), columns, JSON.stringify(text));
  t.end();
});

t.test('a picture is not cut in two', (t) => {
  t.equal(cutTo('ab👩‍👩‍👧cd', 4), 'ab…');
  t.equal(padTo('👩‍👩‍👧', 4), '👩‍👩‍👧  ');
  t.same(wrapTo('日本語日本語', 8), ['日本語日', '本語']);
  t.end();
});
