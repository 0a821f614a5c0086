import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { noteInputs, parseRules, parseTrace, readBy } from '../../../../harness/guest/image/compilerInputs.ts';
import { compile } from '../../../../harness/guest/image/compileWorkloads.ts';

t.test('prerequisites of rules, as gcc writes them', (t) => {
  const text = 'main.o: /usr/include/stdio.h \\\n /a\\ b/c.h /d$$e.h\nother.o: x.h\n';
  t.same(parseRules(text), ['/usr/include/stdio.h', '/a b/c.h', '/d$e.h', 'x.h']);
  t.same(parseRules(''), []);
  t.end();
});

t.test('inputs of a linker, without temporary objects', (t) => {
  const text = '/usr/lib/Scrt1.o\n/tmp/ccJ3WYcG.o\n(/usr/lib/libc.a)puts.o\n/lib/libc.so.6\n\n/usr/bin/ld: mode elf\n';
  t.same(parseTrace(text), ['/usr/lib/Scrt1.o', '/usr/lib/libc.a', '/lib/libc.so.6', '/usr/bin/ld: mode elf']);
  t.end();
});

t.test(
  'what a real compilation reads: headers, libraries, the compiler’s parts, and where it looked before',
  async (t) => {
    const folder = t.testdir({ made: {}, first: {}, second: { 'own.h': '' }, local: { 'mine.h': '' } });
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const main = join(folder, 'local', 'main.c');
    await writeFile(
      main,
      '#include <own.h>\n#include "mine.h"\n#include <stdio.h>\nint main(void) { return puts(""); }\n',
    );
    await writeFile(
      join(folder, 'local', 'other.c'),
      '#include <errno.h>\nint other(void);\nint other(void) { return EIO; }\n',
    );
    const product = join(folder, 'made', 'program');
    await compile('it', [`-I${first}`, `-I${second}`, '-o', product, main, join(folder, 'local', 'other.c'), '-laio']);
    const read = (await readBy(join(folder, 'made'), [first, second])) ?? [];
    for (const path of [
      join(second, 'own.h'),
      join(first, 'own.h'),
      join(first, 'stdio.h'),
      join(second, 'stdio.h'),
      join(folder, 'local', 'mine.h'),
      '/usr/include/stdio.h',
      '/usr/include/errno.h',
      '/usr/local/include/stdio.h',
    ])
      t.ok(read.includes(path), path);
    for (const pattern of [/\/cc1$/, /\/collect2$/, /libc\.so/, /libaio\.so/, /crt1\.o$/])
      t.ok(
        read.some((path) => pattern.test(path)),
        `${pattern}`,
      );
    t.same(
      read.filter((path) => path.startsWith(join(folder, 'made'))),
      [],
    );
  },
);

t.test('a compiler that does not print what it reads', async (t) => {
  const folder = t.testdir({});
  await mkdir(join(folder, 'made'));
  await noteInputs(join(folder, 'made', 'program'), { folder, linking: '/lib/libc.so.6\n', sources: [] });
  t.equal(await readBy(join(folder, 'made')), undefined);
});
