import t from 'tap';
import { btrfsChecksums } from '../../../../harness/judge/detectors/btrfsChecksums.ts';
import { counter, factsOf } from './facts.ts';

t.test('each device statistic that rose in the cell is a failure', async (t) => {
  const stood = [
    counter('btrfs', 'corruption_errs', 'before', 3),
    counter('btrfs', 'corruption_errs', 'after', 3),
    counter('device', 'dif_errors', 'after', 9),
  ];
  t.strictSame(btrfsChecksums.detect(factsOf(stood)), []);
  const rose = [
    counter('btrfs', 'corruption_errs', 'before', 3),
    counter('btrfs', 'corruption_errs', 'after', 5),
    counter('btrfs', 'write_io_errs', 'after', 1),
  ];
  t.strictSame(btrfsChecksums.detect(factsOf(rose)), [
    { kind: 'btrfs-counter', count: 2, detail: 'btrfs corruption_errs +2' },
    { kind: 'btrfs-counter', count: 1, detail: 'btrfs write_io_errs +1' },
  ]);
});
