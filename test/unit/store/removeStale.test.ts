import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { temporaryIn } from '../../../harness/host/folders.ts';
import { self } from '../../../harness/host/processId.ts';
import { removeStale } from '../../../harness/store/removeStale.ts';

t.test(
  'what a dead process left is swept away, what a living one is filling is not, nor what is others’',
  async (t) => {
    const folder = t.testdir({});
    const dead = self.replace(/^\d+/, '4194305');
    await mkdir(temporaryIn(folder, 'x'));
    await mkdir(join(folder, `.${dead}-x.part`));
    for (const name of ['lock', 'a.lock', 'a.lock.break']) await writeFile(join(folder, name), dead);
    await writeFile(join(folder, 'b.lock'), self);
    for (const name of ['finished', '.film.mkv.part', 'yarn.lock', 'clock'])
      await writeFile(join(folder, name), 'of others');
    await removeStale(folder);
    t.same(
      (await readdir(folder)).sort(),
      ['b.lock', 'finished', '.film.mkv.part', 'yarn.lock', 'clock', `.${self}-x.part`].sort(),
    );
  },
);
