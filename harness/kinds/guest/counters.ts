/** What guests count, by scope and by the ids of COUNTERS in vm/protocol/ids.h. */
export const counters = {
  /** Progress of a workload; workload.yaml has the least that proves anything. */
  workload: [
    'bytes_read',
    'bytes_stored',
    'bytes_written',
    'bytes_written_by_rdma',
    'changes_during_writes',
    'checks',
    'done_meanwhile',
    'fsyncs_returned',
    'iterations',
    'memory_regions',
    'operations_measured',
    'pages_stored',
    'pages_written',
    'pages_written_late',
    'pins',
    'reads_ended_during_fsync',
    'rounds_pinned',
    'rounds_unpinned',
    'seconds_held',
    'seconds_suspended',
    'stores_during_fsync',
    'syncs',
    'told_of_revocation',
    'tools_worked',
    'writes_ended',
    'writes_ended_during_fsync',
  ],
  /** Of scsi_debug. */
  device: ['dix_reads', 'dix_writes', 'dif_errors'],
  /** Of /proc/vmstat and /proc/pressure/io. */
  vm: ['nr_foll_pin_acquired', 'nr_foll_pin_released', 'psi_io_some_us', 'psi_io_full_us'],
  /** Of BTRFS_IOC_GET_DEV_STATS. */
  btrfs: ['write_io_errs', 'read_io_errs', 'flush_io_errs', 'corruption_errs', 'generation_errs'],
} as const;

export type CounterScope = keyof typeof counters;
export type CounterId<Scope extends CounterScope = CounterScope> = (typeof counters)[Scope][number];
