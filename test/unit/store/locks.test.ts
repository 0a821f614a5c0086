import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { self } from '../../../harness/host/processId.ts';
import { clearLock, isDeadLock, withLock } from '../../../harness/store/locks.ts';
import { until } from '../../worlds/helpers.ts';

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

t.test('who has seen a dead holder looks again, alone, before taking its lock away', async (t) => {
  const lock = join(t.testdir({}), 'lock');
  await writeFile(lock, self.replace(/^\d+/, '4194305'));
  // Another is just breaking it.
  await writeFile(`${lock}.break`, self);
  let waits = 0;
  const mine = withLock(
    lock,
    () => {
      waits += 1;
    },
    undefined,
    async () => t.equal(waits, 1),
  );
  await sleep(700);
  t.match(await readFile(lock, 'utf8'), /^4194305-/);
  // And has it now.
  await writeFile(lock, self);
  await rm(`${lock}.break`);
  await until(() => waits === 1);
  t.equal(await readFile(lock, 'utf8'), self, 'it is not taken from a living one');
  await rm(lock);
  await mine;
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
