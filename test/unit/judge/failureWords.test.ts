import t from 'tap';
import { describeFailure } from '../../../harness/judge/failureWords.ts';

t.test('a count with the words of its kind, or what was found, its line, and how often', async (t) => {
  for (const [failure, words] of [
    [{ kind: 'guard-tag', count: 42, detail: 'x' }, '42 guard tag errors'],
    [{ kind: 'guard-tag', count: 1, detail: 'x' }, '1 guard tag error'],
    [{ kind: 'log:ext4-data-lost', count: 1234, detail: 'x' }, '1,234 data losses logged by ext4'],
    [{ kind: 'log:of-tomorrow', count: 2, detail: 'x' }, '2 of-tomorrow'],
    [{ kind: 'fsync-error', count: 7, detail: 'fdatasync EIO 7 of 40' }, 'fdatasync EIO 7 of 40'],
    [{ kind: 'splat:warning', count: 1, detail: 'WARNING in f' }, 'WARNING in f'],
    [
      { kind: 'splat:warning', count: 3, detail: 'WARNING in f', line: 'mm/gup.c:7' },
      'WARNING in f (mm/gup.c:7, 3 times)',
    ],
    [{ kind: 'splat:of-tomorrow', count: 2, detail: 'D in f' }, 'D in f (2 times)'],
    [{ kind: 'stall', count: 2, detail: 'sync waits 3 s' }, 'sync waits 3 s (2 times)'],
  ] as const)
    t.equal(describeFailure(failure), words);
});
