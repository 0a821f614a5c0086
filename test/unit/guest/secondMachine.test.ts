import { readFileSync } from 'node:fs';
import t from 'tap';
import { makeArguments } from '../../../harness/compile/make/makeArguments.ts';
import { readConsole } from '../../../harness/console/reader.ts';
import { checkpointsOf } from '../../../harness/guest/machine.ts';
import { type GuestRequest, qemuArguments } from '../../../harness/guest/qemu/arguments.ts';
import { processorsOf, qemuVersionOf } from '../../../harness/guest/qemu/version.ts';
import { pointOfSplat } from '../../../harness/guest/replay/point.ts';
import { needArch } from '../../../harness/host/requirements.ts';
import { SymbolTable } from '../../../harness/symbols/symbolTable.ts';
import { secondMachine, usualMachine } from '../../fixtures/machines.ts';
import { listing } from '../symbols/listing.ts';

/** A machine that no code knows: all that is asked of it here comes from its YAML file. */

const request: GuestRequest = {
  accelerator: 'mttcg',
  machine: secondMachine,
  qemuVersion: '7.2.22',
  kernel: '/k/image',
  image: '/i/initramfs.cpio',
  parameters: { prepare: { device: 'plain', filesystem: 'xfs' } },
};

t.test('its QEMU command is built from its file alone', async (t) => {
  const command = [secondMachine.qemu.program, ...qemuArguments(request)];
  t.same(command, [
    ...['qemu-system-aarch64', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', 'virt', '-m', '2G', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '4,sockets=4'],
    ...['-kernel', '/k/image', '-initrd', '/i/initramfs.cpio', '-append', 'console=ttyAMA0 panic=-1'],
    ...['-chardev', 'file,id=console,path=console.log,append=on', '-serial', 'chardev:console'],
    ...['-chardev', 'file,id=report,path=report.ktap,append=on', '-device', 'pci-serial,chardev=report'],
    ...['-chardev', 'null,id=trace', '-device', 'pci-serial,chardev=trace'],
    ...['-fw_cfg', 'name=opt/pinproof/prepare,string=device=plain filesystem=xfs'],
  ]);
});

t.test('what an accelerator adds, a trace, and a person at its console', async (t) => {
  const of = (over: Partial<GuestRequest>): string => qemuArguments({ ...request, ...over }).join(' ');
  t.match(of({ accelerator: 'kvm' }), '-accel kvm -cpu host -smp 4,sockets=4 ');
  t.match(of({ accelerator: 'kvm' }), '-append console=ttyAMA0 panic=-1 nokaslr ');
  t.match(of({ traced: true }), '-chardev file,id=trace,path=trace.log,append=on -device pci-serial,chardev=trace ');
  t.match(of({ interactive: true }), '-serial mon:stdio -chardev file,id=report');
});

t.test('what it does not have, it does not do', async (t) => {
  t.equal(checkpointsOf(secondMachine, 'icount'), undefined, 'its cells run from power-on');
  t.ok(checkpointsOf(usualMachine, 'icount'));
  t.equal(checkpointsOf(usualMachine, 'kvm'), undefined, 'as those of the native engine do');
  t.notMatch(qemuArguments(request), ['-action'], 'nothing stops its guests');
  t.throws(() => qemuArguments({ ...request, accelerator: 'icount' }), { message: /aarch64 machine has no icount/ });
});

t.test('its processors and its QEMU are its own', async (t) => {
  t.equal(processorsOf(secondMachine, 'kvm', '7.2.0'), 4);
  const program = 'no-such-qemu';
  await t.rejects(qemuVersionOf({ ...secondMachine, qemu: { program, arguments: [] } }), {
    blame: 'infrastructure',
    message: /no-such-qemu is not installed/,
  });
});

t.test('make gets its arguments, and none of another machine’s', async (t) => {
  const of = (machine: typeof secondMachine): string[] => makeArguments('/t', ['Image'], machine.build.make).slice(3);
  t.same(of(secondMachine), ['CC=ccache gcc', 'HOSTCC=ccache gcc', 'ARCH=arm64', 'Image']);
  t.same(of(usualMachine), [
    'CC=ccache gcc',
    'HOSTCC=ccache gcc',
    'KASAN_SANITIZE_enlighten.o=n',
    'KASAN_SANITIZE_string.o=n',
    'Image',
  ]);
});

t.test('a host of another architecture does not compile for it', async (t) => {
  t.doesNotThrow(() => needArch(secondMachine.arch, 'aarch64'));
  t.throws(() => needArch(secondMachine.arch, 'riscv64'), {
    blame: 'infrastructure',
    message: /this host compiles for riscv64, and the guests are aarch64\n/,
  });
});

t.test('the instruction of a report is found by its words for it', async (t) => {
  const text = readFileSync(new URL('../../fixtures/consoles/arm64-6.1.log', import.meta.url), 'latin1');
  const splat = readConsole(text, { from: 'start' }).observations.find((each) => each.type === 'splat');
  if (splat?.type !== 'splat') throw new Error('no splat');
  const [, name = '', offset = '', size = ''] = /pc : (\w+)\+0x(\w+)\/0x(\w+)/.exec(splat.text) ?? [];
  const start = 0xffffffff81000000n;
  const lines = [
    `${start.toString(16)}   560 FUNC    GLOBAL DEFAULT    1 ${name}`,
    `${(start + BigInt(`0x${size}`)).toString(16)}    16 FUNC    GLOBAL DEFAULT    1 after`,
  ];
  const symbols = new SymbolTable(listing('EXEC (Executable file)', lines));
  t.match(pointOfSplat({ ...splat, seconds: 3 }, symbols, secondMachine.reports), {
    is: 'fault',
    address: start + BigInt(`0x${offset}`),
    at: `${name}+0x${offset}`,
  });
  const trap = { class: 'bad-access', text: `${splat.text}\nCode: 910003fd (d4210000) 17fffffe`, seconds: 3 };
  t.match(pointOfSplat(trap, symbols, secondMachine.reports), { is: 'trap' });
  t.match(pointOfSplat({ ...splat, seconds: 3 }, symbols, usualMachine.reports), { is: 'time' });
  t.match(pointOfSplat({ ...splat, seconds: 3 }, symbols, undefined), { is: 'time' }, 'nothing is known of the words');
});
