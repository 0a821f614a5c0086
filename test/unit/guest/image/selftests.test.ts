import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { compileSelftests } from '../../../../harness/guest/image/selftests.ts';

/** A kernel tree with one selftest, as far as compiling one needs it. */
async function aTree(folder: string, program: string): Promise<string> {
  const mm = join(folder, 'tools/testing/selftests/mm');
  await mkdir(mm, { recursive: true });
  await writeFile(join(mm, 'vm_util.h'), 'const char *psize(void);\n');
  await writeFile(join(mm, 'vm_util.c'), '#include "vm_util.h"\nconst char *psize(void) { return "4096"; }\n');
  await writeFile(join(mm, 'cow.c'), program);
  return folder;
}

const program = `#include "local_config.h"
#include "vm_util.h"
#include <stdio.h>
int main(void) {
#ifdef LOCAL_CONFIG_HAVE_LIBURING
	puts(__FILE__);
#endif
	puts(psize());
	return 0;
}
`;

t.test(
  'a selftest is compiled with what stands beside it, by its bare name, and the tree stays as it was',
  async (t) => {
    const folder = t.testdir({ tree: {}, one: {}, two: {} });
    const tree = await aTree(join(folder, 'tree'), program);
    const before = await readdir(tree, { recursive: true });
    const made = async (name: string) => compileSelftests({ tree, programs: ['mm/cow'] }, join(folder, name));
    const [[one], [two]] = [await made('one'), await made('two')];
    t.equal(one?.name, 'cow');
    t.equal(execFileSync(one?.path ?? '').toString(), 'cow.c\n4096\n');
    t.ok((await readFile(one?.path ?? '')).equals(await readFile(two?.path ?? '')));
    t.same(await readdir(tree, { recursive: true }), before);
  },
);

t.test('one that does not compile is trouble of this machine, in the compiler’s words', async (t) => {
  const folder = t.testdir({ tree: {}, target: {} });
  const tree = await aTree(join(folder, 'tree'), '#include "gone.h"\n');
  await t.rejects(compileSelftests({ tree, programs: ['mm/cow'] }, join(folder, 'target')), {
    blame: 'infrastructure',
    message: /mm\/cow does not compile[\s\S]*gone\.h/,
  });
});
