import t from 'tap';
import { sourcesFor, sourcesIn } from '../../../../harness/guest/image/sources.ts';
import { vmFolder } from '../../../../harness/host/paths.ts';

t.test('a source that bears an architecture’s name is for that one alone', async (t) => {
  const arches = ['x86_64', 'aarch64', 'riscv64'];
  const names = ['main.c', 'clock_x86_64.c', 'clock_aarch64.c', 'by_rdma.c', 'x86_64.c', 'clock.h', 'README.md'];
  t.strictSame(sourcesFor('x86_64', names, arches), ['by_rdma.c', 'clock_x86_64.c', 'main.c', 'x86_64.c']);
  t.strictSame(sourcesFor('aarch64', names, arches), ['by_rdma.c', 'clock_aarch64.c', 'main.c', 'x86_64.c']);
  t.strictSame(sourcesFor('riscv64', names, arches), ['by_rdma.c', 'main.c', 'x86_64.c']);
});

t.test('what only x86-64 can stands in files of its own', async (t) => {
  const of = async (arch: string) => (await sourcesIn(`${vmFolder}/cell`, arch)).map((path) => path.split('/').at(-1));
  t.ok((await of('x86_64')).includes('checkpoint_x86_64.c'));
  t.strictSame(
    (await of('x86_64')).filter((name) => name !== 'checkpoint_x86_64.c'),
    await of('aarch64'),
  );
});
