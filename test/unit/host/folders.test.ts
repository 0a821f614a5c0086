import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { fillFolder, linkOrCopy, processOfTemporary, temporaryIn } from '../../../harness/host/folders.ts';
import { self } from '../../../harness/host/processId.ts';

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

t.test('what is not finished names its owner; other names do not', async (t) => {
  t.equal(processOfTemporary(temporaryIn('', 'a-b')), self);
  for (const name of ['.part', '.x.part', '.123-x.part', `.${self}.part`, `${self}-x.part`, `.${self}-x.partial`])
    t.equal(processOfTemporary(name), undefined, name);
});

t.test('a link takes the place of what was there, and leaves nothing, also where it is the same file', async (t) => {
  const folder = t.testdir({ new: 'new', old: 'old' });
  const [from, to] = [join(folder, 'new'), join(folder, 'old')];
  for (const time of ['first', 'again']) {
    await linkOrCopy(from, to);
    t.equal(await readFile(to, 'utf8'), 'new', time);
    t.equal((await stat(to)).ino, (await stat(from)).ino);
    t.same((await readdir(folder)).sort(), ['new', 'old']);
  }
});
