import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { goldenFolder } from '../golden.ts';

t.test('each golden text is of a test', async (t) => {
  const tests = readdirSync(join(packageRoot, 'test', 'unit'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(packageRoot, 'test', 'unit', name), 'utf8'));
  const texts = readdirSync(goldenFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  t.not(texts.length, 0);
  for (const { parentPath, name } of texts) {
    const path = join(parentPath, name).slice(goldenFolder.length + 1);
    t.ok(
      tests.some((text) => text.includes(`matchesGolden(t, '${path}'`)),
      path,
    );
  }
});

t.test('a text that differs, or has no file, fails, and is written anew where that is asked for', async (t) => {
  const name = `golden-${process.pid}.txt`;
  const path = join(goldenFolder, name);
  t.teardown(() => rmSync(path, { force: true }));
  const script = `
    import t from 'tap';
    import { matchesGolden } from '${join(packageRoot, 'test', 'golden.ts')}';
    matchesGolden(t, '${name}', 'new');
  `;
  const run = (env: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: packageRoot,
      encoding: 'utf8',
      env: { ...process.env, PINPROOF_TEST_UPDATE: '', ...env },
    });
  const none = run();
  t.equal(none.status, 1);
  t.match(none.stdout, /PINPROOF_TEST_UPDATE=1 writes it anew/);
  writeFileSync(path, 'old');
  t.equal(run().status, 1);
  t.equal(readFileSync(path, 'utf8'), 'old');
  t.equal(run({ PINPROOF_TEST_UPDATE: '1' }).status, 0);
  t.equal(readFileSync(path, 'utf8'), 'new');
  t.equal(run().status, 0);
});
