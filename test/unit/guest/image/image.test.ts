import { execFileSync } from 'node:child_process';
import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { compileWorkloads } from '../../../../harness/guest/image/compileWorkloads.ts';
import { buildImage, shellVariables } from '../../../../harness/guest/image/image.ts';
import { catalogue, usualMachine } from '../../../fixtures/machines.ts';

const { arch, libraries } = usualMachine;
const all = Object.keys(catalogue.workloads);
const shared = all.filter((name) => catalogue.workloads[name]?.image === undefined);
const namesIn = async (path: string): Promise<string[]> =>
  execFileSync('/bin/busybox', ['cpio', '-t'], { stdio: 'pipe', input: await readFile(path) })
    .toString()
    .split('\n');

t.test('the same inputs give the same image, byte for byte, and it holds what guests need', async (t) => {
  const folder = t.testdir({});
  const contents = { workloads: shared, arch, libraries };
  const [one, two] = [await buildImage(join(folder, 'one'), contents), await buildImage(join(folder, 'two'), contents)];
  t.equal(one.key, two.key);
  t.ok((await readFile(one.path)).equals(await readFile(two.path)));
  const names = await namesIn(one.path);
  for (const name of [
    'init',
    'pinproof/prepare',
    'pinproof/devices/dif1-dix1.env',
    'bin/busybox',
    'bin/mkfs.xfs',
    'workloads/rdma-write-writeback',
  ]) {
    t.ok(names.includes(name), name);
  }
  t.ok(
    names.some((name) => name.includes('librxe-rdmav')),
    'the library that libibverbs loads by name',
  );
  t.ok(
    names.some((name) => name.includes('ld-linux')),
    'the dynamic loader',
  );
});

t.test('libraries that are loaded by name come from the folder of the machine', async (t) => {
  const folder = t.testdir({ lib: { libibverbs: {} }, cache: {} });
  for await (const path of glob(join(libraries, 'libibverbs/librxe-rdmav*.so')))
    await copyFile(path, join(folder, 'lib/libibverbs/librxe-rdmav99.so'));
  const contents = { workloads: ['mmap-store-writeback'], arch, libraries: join(folder, 'lib') };
  const names = await namesIn((await buildImage(join(folder, 'cache'), contents)).path);
  t.same(
    names.filter((name) => name.includes('librxe-rdmav')),
    [join(folder, 'lib/libibverbs/librxe-rdmav99.so').slice(1)],
  );
  await t.rejects(buildImage(join(folder, 'cache'), { ...contents, libraries: '/no-libraries' }), {
    blame: 'infrastructure',
    message: /no-libraries.* is not there/,
  });
});

t.test('an image of a workload’s own has what that one asks for, and the shared one has none of it', async (t) => {
  const folder = t.testdir({});
  const selftests = join(folder, 'tools/testing/selftests/mm');
  await mkdir(selftests, { recursive: true });
  await writeFile(join(selftests, 'cow.c'), 'int main(void) { return 0; }\n');
  const own = await buildImage(folder, {
    workloads: ['off-the-shelf'],
    arch,
    libraries,
    programs: ['fio', 'ib_write_bw'],
    selftests: { tree: folder, programs: ['mm/cow'] },
  });
  const [names, others] = [
    await namesIn(own.path),
    await namesIn((await buildImage(folder, { workloads: shared, arch, libraries })).path),
  ];
  for (const name of [
    'bin/fio',
    'bin/ib_write_bw',
    'bin/cow',
    'workloads/off-the-shelf',
    'workloads/off-the-shelf.so',
  ]) {
    t.ok(names.includes(name), name);
    t.notOk(others.includes(name), `${name}, shared`);
  }
  t.ok(
    names.some((name) => name.includes('librbd')),
    'the libraries of fio',
  );
  t.ok(names.includes('bin/mkfs.xfs'));
});

t.test('every workload is compiled, and says what is missing on its command line', async (t) => {
  const workloads = await compileWorkloads(t.testdir({}), all, arch);
  t.same(
    workloads.map(({ name }) => name),
    all,
  );
  const mmap = workloads.find(({ name }) => name === 'mmap-store-writeback')?.path ?? '';
  const run = (...words: string[]): string => {
    try {
      return execFileSync(mmap, words, { stdio: 'pipe' }).toString();
    } catch (error) {
      return (error as { stderr: Buffer }).stderr.toString();
    }
  };
  t.match(run(), /the parameter \w+ is missing/);
  t.match(run('folder=/tmp', 'seed=1', 'syncs=1', 'pages=x'), /pages=x is no number/);
});

t.test('a workload runs on this machine too, and tells what it did', async (t) => {
  const folder = t.testdir({});
  const workloads = await compileWorkloads(join(folder), ['mmap-store-writeback'], arch);
  const path = workloads.find(({ name }) => name === 'mmap-store-writeback')?.path ?? '';
  const words = [
    'workload=mmap-store-writeback',
    `file=${folder}/file`,
    `state=${folder}`,
    // Where the disk has no pages of the file's to be clean: to ask for their flags takes root.
    'options=data=journal',
    'seed=1',
    'pages=8',
    'syncs=3',
  ];
  let report: string;
  try {
    report = execFileSync(path, words, { stdio: 'pipe' }).toString();
  } catch (error) {
    report = (error as { stdout: Buffer }).stdout.toString();
  }
  t.match(report, /"name":"fsyncs_returned","when":"after","value":3/);
  t.match(report, /"where":"mapping","ok":true,"pages":8,"bad":0/);
});

t.test('shell variables', (t) => {
  t.equal(
    shellVariables({ mkfs: 'mkfs.ext4 -q -F', delay: 1, options: '' }),
    "mkfs='mkfs.ext4 -q -F'\ndelay='1'\noptions=''\n",
  );
  t.end();
});
