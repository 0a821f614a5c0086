import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { buildImage, type ImageContents } from '../../../../harness/guest/image/image.ts';
import { usualMachine } from '../../../fixtures/machines.ts';
import { programsStarted } from './started.ts';

// The program and the library of this test stand in its folder, which the sandbox of ldd does not show.
process.env['PINPROOF_SANDBOX'] = 'off';

t.test('an image is recalled without a program being started, until something that goes in changes', async (t) => {
  const folder = t.testdir({ bin: {}, src: {}, tree: { tools: { testing: { selftests: { mm: {} } } } } });
  const [mm, source] = [join(folder, 'tree/tools/testing/selftests/mm'), join(folder, 'src', 'tool.c')];
  const library = join(folder, 'src', 'libtool.so');
  const put = async (header: string, words: string): Promise<void> => {
    await writeFile(join(mm, 'own.h'), header);
    await writeFile(join(folder, 'src', 'library.c'), `const char *words(void) { return "${words}"; }\n`);
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, join(folder, 'src', 'library.c')]);
  };
  await put('#define CODE 0\n', 'first');
  await writeFile(source, 'const char *words(void);\nint main(void) { return !words(); }\n');
  execFileSync('gcc', ['-o', join(folder, 'bin', 'tool'), source, library, `-Wl,-rpath,${folder}/src`]);
  await writeFile(join(mm, 'cow.c'), '#include "own.h"\nint main(void) { return CODE; }\n');
  const path = process.env['PATH'];
  process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
  t.teardown(() => {
    process.env['PATH'] = path;
  });
  const image = async (over: Partial<ImageContents> = {}) => {
    programsStarted();
    const { arch, libraries } = usualMachine;
    const contents = { workloads: ['mmap-store-writeback'], programs: ['tool'], arch, libraries };
    const { key } = await buildImage(join(folder, 'cache'), {
      ...contents,
      selftests: { tree: join(folder, 'tree'), programs: ['mm/cow'] },
      ...over,
    });
    return { key, started: programsStarted().length };
  };
  // What has just been written is not believed yet (kept.ts).
  const settled = () => sleep(2100);
  await settled();
  const first = await image();
  t.ok(first.started > 20, `${first.started} programs for a new image`);
  t.same(await image(), { key: first.key, started: 0 });
  t.not((await image({ workloads: [] })).key, first.key);
  t.same(await image(), { key: first.key, started: 0 }, 'beside others');

  await put('#define CODE 1\n', 'first');
  await settled();
  const header = await image();
  t.not(header.key, first.key, 'a header');
  t.same(await image(), { key: header.key, started: 0 });
  await put('#define CODE 1\n', 'other');
  const changed = await image();
  t.not(changed.key, header.key, 'a library');
  await put('#define CODE 0\n', 'first');
  t.equal((await image()).key, first.key, 'and back');
});
