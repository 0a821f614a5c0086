import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { clearLock, isDeadLock, withLock } from '../../harness/lib/locks.ts';
import { self } from '../../harness/lib/owner.ts';

t.test('a lock is waited for, released after an error, and taken from a process that is no more', async (t) => {
  const lock = join(t.testdir({}), 'lock');
  const order: string[] = [];
  const waits: number[] = [];
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = withLock(
    lock,
    () => {},
    undefined,
    async () => {
      order.push('first');
      await held;
    },
  );
  while ((await stat(lock).catch(() => undefined)) === undefined) await new Promise((resolve) => setImmediate(resolve));
  const second = withLock(
    lock,
    (pid) => {
      waits.push(pid);
      release();
    },
    undefined,
    async () => {
      order.push('second');
    },
  );
  await Promise.all([first, second]);
  t.same(order, ['first', 'second']);
  t.same(waits, [process.pid]);
  await t.rejects(
    withLock(
      lock,
      () => {},
      undefined,
      () => Promise.reject(new Error('no')),
    ),
  );
  for (const dead of [
    // The largest pid that Linux gives is below this.
    self.replace(/^\d+/, '4194305'),
    // Ours: given to a process that is no more, and to one before the machine was started last.
    self.replace(/-\d+-/, '-1-'),
    self.replace(/[0-9a-f]{8}$/, 'ffffffff'),
    // As older versions wrote them.
    String(process.pid),
    '',
  ]) {
    await writeFile(lock, dead);
    t.equal(
      await withLock(
        lock,
        () => t.fail('waited for the dead'),
        undefined,
        async () => 'mine',
      ),
      'mine',
      dead,
    );
    t.same(await readdir(dirname(lock)), []);
  }
});

t.test('many who find the lock of a dead process take turns', async (t) => {
  const lock = join(t.testdir({}), 'lock');
  for (let round = 0; round < 20; round += 1) {
    await writeFile(lock, self.replace(/^\d+/, '4194305'));
    let inside = 0;
    const enter = async (): Promise<void> => {
      inside += 1;
      t.equal(inside, 1);
      await sleep(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 3 }, () => withLock(lock, () => {}, undefined, enter)));
  }
});

t.test('only what a dead process left is cleared', async (t) => {
  const lock = join(t.testdir({}), 'lock');
  for (const [text, dead] of [
    [self, false],
    // A file of somebody else's that has such a name.
    ['yarn lockfile v1', false],
    [self.replace(/^\d+/, '4194305'), true],
  ] as const) {
    await writeFile(lock, text);
    t.equal(await isDeadLock(lock), dead, text);
    await clearLock(lock);
    t.same(await readdir(dirname(lock)), dead ? [] : ['lock'], text);
  }
});
