import t from 'tap';
import { type CellInputs, cellKey } from '../../../harness/guest/cellKey.ts';
import { machineKey } from '../../../harness/guest/machine.ts';
import { catalogue, usualMachine as machine } from '../../fixtures/machines.ts';
import { aCell } from '../../fixtures/records.ts';

const device = catalogue.devices['dif1-dix1'];
if (device === undefined) throw new Error('no device');

const inputs: CellInputs = {
  build: 'b',
  image: 'i',
  accelerator: 'icount',
  qemuVersion: '7.2',
  machine,
  device,
  cell: aCell(),
};

t.test('the tree’s name is no input: a tree of the same bytes shares its cells', (t) => {
  t.equal(cellKey({ ...inputs, cell: aCell({ tree: 'other' }) }), cellKey(inputs));
  t.end();
});

t.test(
  'how a machine’s kernels are built, and what gdb calls its registers, decides nothing that a guest does',
  (t) => {
    const { debugger: _, reports: __, ...rest } = machine;
    const build = { ...machine.build, make: ['A=b'] };
    t.equal(cellKey({ ...inputs, machine: { ...rest, default: false, build, libraries: '/lib' } }), cellKey(inputs));
    t.same(Object.keys(machineKey(machine)).toSorted(), [
      'accelerators',
      'arch',
      'checkpoints',
      'kernel',
      'limits',
      'memory',
      'ports',
      'processors',
      'qemu',
    ]);
    t.end();
  },
);

t.test('everything else is', (t) => {
  const others: Record<string, CellInputs> = {
    build: { ...inputs, build: 'c' },
    image: { ...inputs, image: 'j' },
    accelerator: { ...inputs, accelerator: 'kvm' },
    QEMU: { ...inputs, qemuVersion: '10.0' },
    memory: { ...inputs, machine: { ...machine, memory: '2G' } },
    architecture: { ...inputs, machine: { ...machine, arch: 'other' } },
    'QEMU’s program': { ...inputs, machine: { ...machine, qemu: { ...machine.qemu, program: 'other' } } },
    board: { ...inputs, machine: { ...machine, qemu: { ...machine.qemu, arguments: ['-machine', 'pc'] } } },
    port: { ...inputs, machine: { ...machine, ports: { ...machine.ports, report: { device: 'ttyS1', model: 'm' } } } },
    stop: { ...inputs, machine: { ...machine, checkpoints: { stamp: 'X5', instructions: 3, halted: 'H' } } },
    'no checkpoints': { ...inputs, machine: { ...machine, checkpoints: undefined } },
    processors: { ...inputs, machine: { ...machine, processors: 1 } },
    console: { ...inputs, machine: { ...machine, ports: { ...machine.ports, console: { device: 'hvc0' } } } },
    disk: { ...inputs, device: { ...device, kernel: [] } },
    'file system': { ...inputs, cell: aCell({ filesystem: 'xfs' }) },
    workload: { ...inputs, cell: aCell({ workload: 'mmap-store-writeback' }) },
    parameter: { ...inputs, cell: aCell({ parameters: { syncs: 3 } }) },
    seed: { ...inputs, cell: aCell({ seed: 2 }) },
    schedule: { ...inputs, cell: aCell({ schedule: { shift: 2 } }) },
    repeat: { ...inputs, cell: aCell({ repeat: 1 }) },
    'another repeat': { ...inputs, cell: aCell({ repeat: 2 }) },
    'the trees it was run beside': { ...inputs, cell: aCell({ repeat: 1 }), block: ['b', 'c'] },
    'other trees': { ...inputs, cell: aCell({ repeat: 1 }), block: ['b', 'd'] },
  };
  const keys = Object.entries(others).map(([name, other]) => {
    t.not(cellKey(other), cellKey(inputs), name);
    return cellKey(other);
  });
  t.equal(new Set(keys).size, keys.length);
  t.end();
});
