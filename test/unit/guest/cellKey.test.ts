import t from 'tap';
import { type CellInputs, cellKey, checkpointKey } from '../../../harness/guest/cellKey.ts';
import { machineKey } from '../../../harness/guest/machine.ts';
import { contentKey } from '../../../harness/host/hash.ts';
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

t.test('the machine that there was before it had a name decides the keys that it did then', (t) => {
  t.equal(contentKey(machineKey(machine)), 'dde8a345a6ca38dd9a1d', 'cells and boots that were kept are found again');
  t.equal(cellKey(inputs), '18acf78d2e0f9ee44a52');
  t.equal(checkpointKey(inputs), '6104941f010a6f89ead1');
  t.end();
});

t.test('everything else is', (t) => {
  const others: Record<string, CellInputs> = {
    build: { ...inputs, build: 'c' },
    image: { ...inputs, image: 'j' },
    accelerator: { ...inputs, accelerator: 'kvm' },
    QEMU: { ...inputs, qemuVersion: '10.0' },
    memory: { ...inputs, machine: { ...machine, memory: '2G' } },
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
