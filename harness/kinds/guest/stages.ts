/** How far guests have come, by the ids of PHASES in vm/protocol/ids.h. */
export const phases = ['boot', 'prepare', 'cell', 'teardown', 'stuck', 'done'] as const;

/** Lines by which guests divide the kernel's log, behind `pinproof: `: the texts of MARKS in vm/protocol/ids.h. */
export const marks = { cellBegin: 'cell begin', cellEnd: 'cell end', teardownEnd: 'teardown end' } as const;

/** Settings that vm/init and vm/prepare report as they really are. */
export const environmentNames = [
  'kernel',
  'device',
  'filesystem',
  'integrity_format',
  'stable_writes',
  'scheduler',
  'nr_requests',
  'iosched/async_depth',
  'nomerges',
  'max_sectors_kb',
  'rdma_link',
  'slow_source',
] as const;

export type Phase = (typeof phases)[number];
export type EnvironmentName = (typeof environmentNames)[number];
