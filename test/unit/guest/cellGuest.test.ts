import t from 'tap';
import { cellGuestOf, cellInputsOf } from '../../../harness/guest/cellGuest.ts';
import { cellKey, checkpointKey } from '../../../harness/guest/cellKey.ts';
import type { BootRecord } from '../../../harness/records/run/boot.ts';
import type { BuildRecord } from '../../../harness/records/run/build.ts';
import { catalogue, usualMachine as machine } from '../../fixtures/machines.ts';
import { aCell } from '../../fixtures/records.ts';

const build: BuildRecord = {
  format: 'pinproof.build/1',
  toolchain: 'gcc',
  trees: {
    base: {
      outcome: 'built',
      key: 'b',
      source: 's',
      release: '6.1.0',
      vmlinux: '/vmlinux',
      config: '/config',
      log: '/log',
      seconds: 1,
      objects: 1,
      warnings: [],
      addedWarnings: [],
    },
  },
};
const shared: BootRecord = {
  format: 'pinproof.boot/1',
  accelerator: 'icount',
  image: '/shared.cpio',
  imageKey: 'shared',
  trees: {},
};
const withOwn = { ...shared, ownImages: { 'off-the-shelf': { image: '/own.cpio', imageKey: 'own' } } };

t.test('a workload’s own image is for its cells, and changes nothing for the others beside them', (t) => {
  const guestOf = (workload: string, boot: BootRecord) =>
    cellGuestOf(
      cellInputsOf(aCell({ workload }), { ...catalogue, machine, build, boot, qemuVersion: '7.2.0' }),
      '/cache',
    );
  const own = guestOf('off-the-shelf', withOwn);
  t.same([own.image, own.inputs.image], ['/cache/images/own/initramfs.cpio', 'own']);
  const [before, beside] = [guestOf('mmap-store-writeback', shared), guestOf('mmap-store-writeback', withOwn)];
  t.equal(beside.image, '/cache/images/shared/initramfs.cpio');
  t.equal(cellKey(beside.inputs), cellKey(before.inputs));
  t.not(checkpointKey(own.inputs), checkpointKey(beside.inputs));
  t.end();
});
