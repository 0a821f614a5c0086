import t from 'tap';
import { parseDiff } from '../../../../harness/series/diff/diff.ts';
import { sizeOf } from '../../../../harness/series/diff/size.ts';

t.test('lines are counted by their signs, and the names of files are no lines', async (t) => {
  const parsed = parseDiff(
    [
      'diff --git a/mm/gup.c b/mm/gup.c',
      '--- a/mm/gup.c',
      '+++ b/mm/gup.c',
      '@@ -1,3 +1,4 @@',
      ' kept',
      '-gone',
      '+come',
      '+++more',
      ' kept',
      '',
    ].join('\n'),
  );
  t.strictSame(sizeOf({ parsed, files: ['mm/gup.c'] }), { added: 2, removed: 1, files: ['mm/gup.c'] });
});
