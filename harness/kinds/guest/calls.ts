import type { Named } from './words.ts';

export interface CallKind extends Named {
  /** A program asks for durability by it: a failure means that the kernel gave data up. */
  durable?: true;
}

const kinds = {
  'aio-read': { words: 'aio read' },
  BTRFS_IOC_SNAP_CREATE: {},
  'clone-fsync': { words: 'fsync of the clone' },
  fallocate: {},
  fdatasync: { durable: true },
  FICLONE: {},
  FIFREEZE: {},
  fsync: { durable: true },
  ftruncate: {},
  gup_test: {},
  ioctl: {},
  'io-uring-read': { words: 'io_uring read' },
  io_uring_register: {},
  madvise: {},
  mount: {},
  msync: { durable: true },
  openat: {},
  'page-fault': { words: 'page fault' },
  PTRACE_POKEDATA: {},
  pread: {},
  'proc-mem-write': { words: 'write to /proc/PID/mem' },
  process_vm_writev: {},
  pwrite: {},
  'rdma-write': { words: 'RDMA WRITE' },
  read: {},
  ibv_reg_mr: {},
  'ibv_reg_mr-read-only': { words: 'ibv_reg_mr for reading' },
  'remount-read-only': { words: 'remount, read-only' },
  rename: {},
  sync: { durable: true },
  sync_file_range: { durable: true },
  syncfs: { durable: true },
  truncate: {},
  umount: {},
  unlink: {},
  vmsplice: {},
  write: {},
} as const satisfies Readonly<Record<string, CallKind>>;

export type CallId = keyof typeof kinds;

/** Calls of the kernel that guests count, or see stalling, by the ids of CALLS in vm/protocol/ids.h. */
export const calls: Readonly<Record<CallId, CallKind>> = kinds;
