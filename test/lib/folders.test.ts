import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { fillFolder, sweep, withLock } from '../../harness/lib/folders.ts';

t.test('a folder is filled once, and a fill that fails leaves nothing', async (t) => {
  const folder = t.testdir({});
  const target = join(folder, 'a', 'b');
  await t.rejects(
    fillFolder(target, async (temporary) => {
      await writeFile(join(temporary, 'half'), '');
      throw new Error('full disk');
    }),
  );
  t.same(await readdir(join(folder, 'a')), []);
  t.equal(await fillFolder(target, (temporary) => writeFile(join(temporary, 'whole'), '')), true);
  t.equal(await fillFolder(target, async () => void t.fail('filled twice')), false);
  t.same(await readdir(target), ['whole']);
});

t.test('what a dead process left is swept away, what a living one is filling is not', async (t) => {
  const folder = t.testdir({});
  // The largest pid that Linux gives is below this.
  await mkdir(join(folder, '.4194305-x.part'));
  await mkdir(join(folder, `.${process.pid}-x.part`));
  await mkdir(join(folder, 'finished'));
  await sweep(folder);
  t.same((await readdir(folder)).sort(), [`.${process.pid}-x.part`, 'finished']);
});

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
  await writeFile(lock, '4194305');
  t.equal(
    await withLock(
      lock,
      () => t.fail('waited for the dead'),
      undefined,
      async () => 'mine',
    ),
    'mine',
  );
});
