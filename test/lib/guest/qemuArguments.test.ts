import { execFileSync } from 'node:child_process';
import t from 'tap';
import { qemuArguments, shellCommand } from '../../../harness/lib/guest/qemuArguments.ts';
import { readCatalogue } from '../../../harness/plan/catalogue.ts';

const { machine, devices } = await readCatalogue();
const device = devices['dif1-dix1'];
if (device === undefined) throw new Error('no device');

const request = {
  accelerator: 'icount' as const,
  machine,
  device,
  vmlinux: '/k/vmlinux',
  image: '/i/initramfs.cpio',
  parameters: { prepare: { device: 'dif1-dix1', filesystem: 'xfs' }, cell: { workload: 'w', seed: 7, list: 'a,b' } },
};

const after = (args: readonly string[], flag: string): string[] =>
  args.flatMap((word, index) => (word === flag ? [args[index + 1] ?? ''] : []));

t.test('a guest has nothing but what we give it, and reboots into its end', (t) => {
  const args = qemuArguments(request);
  for (const flag of ['-nodefaults', '-no-user-config', '-no-reboot']) t.ok(args.includes(flag), flag);
  t.same(after(args, '-serial'), ['stdio', 'file:report.ktap']);
  t.match(after(args, '-append')[0], /\bscsi_debug\.dif=1 scsi_debug\.dix=1\b/);
  t.match(after(args, '-append')[0], /\bconsole=ttyS0\b/);
  t.end();
});

t.test('parameters go by fw_cfg; a comma is doubled for QEMU', (t) => {
  t.same(after(qemuArguments(request), '-fw_cfg'), [
    'name=opt/pinproof/prepare,string=device=dif1-dix1 filesystem=xfs',
    'name=opt/pinproof/cell,string=workload=w seed=7 list=a,,b',
  ]);
  t.end();
});

t.test('emulation counts instructions, with one processor; KVM does not', (t) => {
  t.ok(qemuArguments(request).includes('-icount'));
  t.notOk(qemuArguments({ ...request, accelerator: 'kvm' }).includes('-icount'));
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
