import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { usingCacheLock, withoutNewLeases } from '../../../harness/store/cacheLock.ts';

const nobody = (): void => {};

t.test('who removes things is told who works; a lease ends with its work, also when that fails', async (t) => {
  const cache = t.testdir({});
  const held = () => withoutNewLeases(cache, nobody, undefined, async (leases) => leases);
  t.same(await held(), []);
  await usingCacheLock(cache, '/runs/1', nobody, undefined, async () => {
    t.same(await held(), [{ pid: process.pid, runFolder: '/runs/1' }]);
  });
  await t.rejects(usingCacheLock(cache, '/runs/1', nobody, undefined, () => Promise.reject(new Error('no'))));
  t.same(await held(), []);
  t.same(readdirSync(join(cache, 'running')), []);
});

t.test('no lease begins while things are removed', async (t) => {
  const cache = t.testdir({});
  const order: string[] = [];
  let began: Promise<void> | undefined;
  await withoutNewLeases(cache, nobody, undefined, async () => {
    const told = new Promise<void>((resolve) => {
      began = usingCacheLock(
        cache,
        '/runs/1',
        () => resolve(),
        undefined,
        async () => void order.push('works'),
      );
    });
    await told;
    order.push('removed');
  });
  await began;
  t.same(order, ['removed', 'works']);
});

t.test('the lease of a process that is no more is nobody’s', async (t) => {
  const cache = t.testdir({});
  mkdirSync(join(cache, 'running'));
  const dead = join(cache, 'running', '4194305-1-00000000-x');
  writeFileSync(dead, '/runs/1');
  t.same(await withoutNewLeases(cache, nobody, undefined, async (leases) => leases), []);
  t.notOk(existsSync(dead));
});
