import { execFileSync } from 'node:child_process';
import t from 'tap';
import { qemuArguments } from '../../../../harness/guest/qemu/arguments.ts';
import { shellCommand } from '../../../../harness/host/shellCommand.ts';
import { catalogue, usualMachine as machine } from '../../../fixtures/machines.ts';

const device = catalogue.devices['dif1-dix1'];
if (device === undefined) throw new Error('no device');

const request = {
  accelerator: 'icount' as const,
  machine,
  qemuVersion: '7.2.22 (Debian 1:7.2+dfsg-7)',
  device,
  kernel: '/k/vmlinux',
  image: '/i/initramfs.cpio',
  parameters: { prepare: { device: 'dif1-dix1', filesystem: 'xfs' }, cell: { workload: 'w', seed: 7, list: 'a,b' } },
};

const after = (args: readonly string[], flag: string): string[] =>
  args.flatMap((word, index) => (word === flag ? [args[index + 1] ?? ''] : []));

t.test('a guest has nothing but what we give it, and reboots into its end', (t) => {
  const args = qemuArguments(request);
  for (const flag of ['-nodefaults', '-no-user-config', '-no-reboot']) t.ok(args.includes(flag), flag);
  t.same(after(args, '-serial'), ['chardev:console', 'chardev:report', 'null']);
  t.same(after(args, '-chardev'), [
    'file,id=console,path=console.log,append=on',
    'file,id=report,path=report.ktap,append=on',
  ]);
  t.notOk(args.includes('-qmp'), 'nobody talks to it');
  t.match(after(args, '-append')[0], /\bscsi_debug\.dif=1 scsi_debug\.dix=1\b/);
  t.match(after(args, '-append')[0], /\bconsole=ttyS0\b/);
  t.end();
});

t.test('parameters go by fw_cfg; a comma is doubled for QEMU, and a cell’s are of one length', (t) => {
  t.same(after(qemuArguments(request), '-fw_cfg'), [
    'name=opt/pinproof/prepare,string=device=dif1-dix1 filesystem=xfs',
    `name=opt/pinproof/cell,string=${'workload=w seed=7 list=a,b'.padEnd(512).replace(',', ',,')}`,
  ]);
  t.end();
});

t.test('emulation counts instructions, at the pace of guests that boot unless told another; KVM does not', (t) => {
  t.same(after(qemuArguments(request), '-icount'), ['shift=4,sleep=off']);
  t.same(after(qemuArguments({ ...request, shift: 0 }), '-icount'), ['shift=0,sleep=off']);
  t.same(after(qemuArguments({ ...request, accelerator: 'kvm' }), '-icount'), []);
  t.same(after(qemuArguments({ ...request, recording: 'record' }), '-icount'), [
    'shift=4,sleep=off,rr=record,rrfile=recording',
  ]);
  t.end();
});

t.test('two processors, each on a socket, where they can: under -icount since QEMU 8.1', (t) => {
  const processors = (over: Partial<typeof request>): string[] => after(qemuArguments({ ...request, ...over }), '-smp');
  t.same(processors({}), ['1,sockets=1']);
  for (const qemuVersion of ['8.1.0', '10.0.2 (Debian 1:10.0.2+ds-2)'])
    t.same(processors({ qemuVersion }), ['2,sockets=2'], qemuVersion);
  for (const qemuVersion of ['8.0.5', '6.2.0']) t.same(processors({ qemuVersion }), ['1,sockets=1'], qemuVersion);
  const native = qemuArguments({ ...request, accelerator: 'mttcg' });
  t.same(after(native, '-smp'), ['2,sockets=2']);
  t.end();
});

t.test('a plugin is loaded where there is one', (t) => {
  t.same(after(qemuArguments({ ...request, plugin: '/p/settle.so' }), '-plugin'), ['/p/settle.so']);
  t.same(after(qemuArguments(request), '-plugin'), []);
  t.end();
});

t.test('a guest that makes a checkpoint and one that goes on from it have the same hardware', (t) => {
  const prepare = qemuArguments({ ...request, role: 'prepare' });
  const resume = qemuArguments({ ...request, role: 'resume', shift: 2 });
  t.match(after(prepare, '-object')[0], /,share=on$/, 'what the guest writes is the checkpoint');
  t.match(after(resume, '-object')[0], /,share=off$/, 'and is nobody else’s');
  t.same([after(prepare, '-action'), after(resume, '-action')], [['panic=pause'], ['panic=none']]);
  t.same([after(prepare, '-incoming'), after(resume, '-incoming')], [[], ['defer']]);
  t.match(after(resume, '-icount')[0], /^shift=2,/);
  const sizes = [prepare, resume].map((args) => after(args, '-fw_cfg')[1]?.replaceAll(',,', ',').length);
  t.equal(sizes[0], sizes[1], 'parameters of one size, however many');
  for (const flag of ['-device', '-m', '-smp', '-seed', '-append'])
    t.same(after(prepare, flag), after(qemuArguments(request), flag), flag);
  t.throws(() => qemuArguments({ ...request, parameters: { cell: { text: 'x'.repeat(2000) } } }), {
    message: /the parameters of a cell are 2005 characters; there is room for 512/,
  });
  t.end();
});

t.test('a trace has a serial port of its own, where there is nobody else', (t) => {
  t.same(after(qemuArguments({ ...request, traced: true }), '-serial').at(-1), 'chardev:trace');
  t.end();
});

t.test('at a shell, the console is a person’s', (t) => {
  t.equal(after(qemuArguments({ ...request, interactive: true }), '-serial')[0], 'mon:stdio');
  t.end();
});

t.test('a command that was printed can be pasted', (t) => {
  const words = ['plain', 'two words', "it's", '$HOME `x` "q"', ''];
  const printed = execFileSync('sh', ['-c', shellCommand('printf', ['%s\\n', ...words])]).toString();
  t.same(printed.split('\n').slice(0, -1), words);
  t.end();
});
