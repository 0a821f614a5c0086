import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { memoryFolder, openCheckpoint, trimCheckpoints } from '../../../../harness/guest/checkpoint/store.ts';

const key = 'abc123';

function stored(cache: string, name = key, bytes = 10): string {
  const folder = join(cache, 'checkpoints', name);
  mkdirSync(folder, { recursive: true });
  const state = Buffer.from(`state of ${name}`);
  writeFileSync(join(folder, 'state'), state);
  writeFileSync(join(folder, 'ram'), Buffer.alloc(bytes, name));
  execFileSync('zstd', ['-q', '--rm', 'ram', '-o', 'ram.zst'], { cwd: folder });
  writeFileSync(join(folder, 'console.log'), '# the command\nLinux version\n');
  writeFileSync(join(folder, 'report.ktap'), '# report\n');
  const stateHash = createHash('sha256').update(state).digest('hex');
  const record = { format: 'pinproof.checkpoint/1', qemu: '7.2', now: '4000000001', stateHash, seconds: 3 };
  writeFileSync(join(folder, 'checkpoint.json'), JSON.stringify(record));
  return folder;
}

const open = (cache: string) => openCheckpoint(cache, key, undefined, undefined);

t.test('what was stored comes back, and its memory goes when it is closed', async (t) => {
  const cache = t.testdir({});
  t.equal(await open(cache), undefined, 'there is none yet');
  stored(cache);
  const checkpoint = await open(cache);
  t.match(checkpoint, { now: 4_000_000_001n, console: 'Linux version\n', report: '# report\n' });
  t.equal(readFileSync(checkpoint?.memory ?? '', 'latin1').slice(0, 6), key);
  await checkpoint?.close();
  t.same(readdirSync(memoryFolder(cache)), []);
});

t.test('a damaged part is found, whichever, and nothing is left of the attempt', async (t) => {
  const damages: Record<string, (folder: string) => void> = {
    'a changed state': (folder) => writeFileSync(join(folder, 'state'), 'state of abc124'),
    'a missing state': (folder) => rmSync(join(folder, 'state')),
    'a cut memory': (folder) => {
      const path = join(folder, 'ram.zst');
      writeFileSync(path, readFileSync(path).subarray(0, -5));
    },
    'a changed memory': (folder) => {
      const path = join(folder, 'ram.zst');
      const bytes = readFileSync(path);
      bytes[bytes.length - 7] = (bytes[bytes.length - 7] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    'no memory': (folder) => rmSync(join(folder, 'ram.zst')),
    'a record of another version': (folder) => writeFileSync(join(folder, 'checkpoint.json'), '{"format": "x/9"}'),
    'a cut record': (folder) => writeFileSync(join(folder, 'checkpoint.json'), '{"form'),
  };
  for (const [name, damage] of Object.entries(damages)) {
    const cache = t.testdir({});
    damage(stored(cache, key, 5000));
    await t.rejects(open(cache), { name: 'Damaged' }, name);
    t.same(existsSync(memoryFolder(cache)) ? readdirSync(memoryFolder(cache)) : [], [], name);
  }
});

t.test('beyond the limit those that were not used for longest go', async (t) => {
  const cache = t.testdir({});
  const now = Date.now();
  for (const [index, name] of ['aa', 'bb', 'cc'].entries()) {
    const folder = stored(cache, name);
    utimesSync(folder, now / 1000 + index, now / 1000 + index);
  }
  const limit = (bytes: number) => ({ what: 'checkpoints', days: 30, bytes });
  await trimCheckpoints(cache, limit(1e9));
  t.same(readdirSync(join(cache, 'checkpoints')), ['aa', 'bb', 'cc'], 'all have room');
  await trimCheckpoints(cache, limit(4096 * 12));
  t.same(readdirSync(join(cache, 'checkpoints')), ['bb', 'cc']);
  await trimCheckpoints(cache, limit(0));
  t.same(readdirSync(join(cache, 'checkpoints')), []);
});
