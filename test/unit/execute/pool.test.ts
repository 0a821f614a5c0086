import t from 'tap';
import { inParallel } from '../../../harness/execute/pool.ts';

t.test('no more than the given number run at a time, and all run', async (t) => {
  let [running, most] = [0, 0];
  const seen: number[] = [];
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    seen.push(item);
  });
  t.equal(most, 2);
  t.same(seen.sort(), [1, 2, 3, 4, 5]);
});

t.test(
  'after a failure nothing new starts, what runs ends, and the first error is the one that is thrown',
  async (t) => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      started.push(item);
      await new Promise((resolve) => setTimeout(resolve, item === 1 ? 1 : 20));
      ended.push(item);
      if (item <= 2) throw new Error(`item ${item}`);
    };
    await t.rejects(inParallel([1, 2, 3, 4], 2, work), { message: 'item 1' });
    t.same(started, [1, 2]);
    t.same(ended, [1, 2]);
  },
);
