import { basename } from 'node:path';
import t from 'tap';
import { planOfSuite } from '../../../harness/pipeline/planning.ts';
import { planSchema } from '../../../harness/records/run/plan.ts';
import { defaultMachine, machineOf, readFragments } from '../../../harness/suite/catalogue.ts';
import { readSuite } from '../../../harness/suite/suite.ts';
import { secondMachine, twoMachines, usualMachine } from '../../fixtures/machines.ts';

const minimal = 'base: {source: "debian:linux-source-6.1"}\nworkloads: [mmap-store-writeback]\n';
const suite = (more: string) => readSuite(minimal + more, 's.yaml', twoMachines).value;
const plan = async (more: string) =>
  planSchema.parse(await planOfSuite(suite(more), twoMachines, { folder: '/f', name: 'x' }));

t.test('a plan says which machine only where it is not the default one', async (t) => {
  const usual = defaultMachine(twoMachines);
  t.notOk('machine' in (await plan('')));
  t.notOk('machine' in (await plan(`machine: ${usual}\n`)), 'a suite that names it is no other suite');
  const other = await plan('machine: aarch64\nengine: native\nrepeats: 1\n');
  t.equal(other.machine, 'aarch64');
  t.same(other.fragments, ['/k/a.config'], 'its own kernels');
  t.equal(machineOf(other, twoMachines), secondMachine);
  t.equal(machineOf(await plan(''), twoMachines), usualMachine);
});

t.test('what a machine cannot do is refused where the suite is read', async (t) => {
  t.throws(() => suite('machine: aarch64\n'), {
    blame: 'input',
    message:
      /^s\.yaml:3:10: the machine aarch64 has no deterministic engine\n {2}vm\/machines\/aarch64\.yaml has no accelerator icount: .*\n {2}-> say engine: native, or choose another machine$/,
  });
  t.doesNotThrow(() => suite('machine: aarch64\nengine: native\n'));
  t.throws(() => suite('machine: aarch46\n'), {
    blame: 'input',
    message: /^s\.yaml:3:10: there is no machine "aarch46"\n {2}-> perhaps aarch64;/,
  });
});

t.test('a plan of a machine that is not there is an input error', async (t) => {
  t.throws(() => machineOf({ machine: 'riscv64' }, twoMachines), {
    blame: 'input',
    message: /there is no machine "riscv64"/,
  });
});

t.test('of all machines one is the default', async (t) => {
  t.ok(usualMachine.default);
  t.throws(() => defaultMachine({ machines: { a: usualMachine, b: usualMachine } }), /only one, must be the default/);
  t.throws(() => defaultMachine({ machines: { b: secondMachine } }), /only one, must be the default/);
});

t.test('a machine’s own fragments come in among the others by name, and a flavour’s last', async (t) => {
  const folder = t.testdir({
    'a.config': '',
    'c.config': '',
    'debug.config': '',
    README: '',
    one: { 'b.config': '', 'debug.config': '' },
    other: { 'z.config': '' },
  });
  const seen = (paths: string[]): string[] => paths.map((path) => path.slice(folder.length + 1));
  const { plain, debug } = await readFragments('one', folder);
  t.same(seen(plain), ['a.config', 'one/b.config', 'c.config']);
  t.same(seen(debug), ['a.config', 'one/b.config', 'c.config', 'debug.config', 'one/debug.config']);
  t.same(seen((await readFragments('none', folder)).plain), ['a.config', 'c.config']);
});

t.test('the default machine’s fragments are merged in the order that its kernels’ keys have', async (t) => {
  const { plain } = await readFragments(defaultMachine(twoMachines));
  t.same(
    plain.map((path) => basename(path, '.config')),
    ['filesystems', 'machine', 'memory', 'observation', 'rdma', 'storage', 'trim', 'userspace'],
  );
});
