/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every name that a guest uses in its report, once: an enumerator for C, and the
 * id that stands in the report. What an id means, and its words for people, stand
 * in harness/kinds/guest/, a table for each list. test/unit/kinds/guest/ids.test.ts
 * compares the lists with the tables; an id that the harness does not know makes
 * the cell invalid. docs/guest-ids.md says how to add one.
 */
#ifndef IDS_H
#define IDS_H

/* Places where what a file or a disk holds is compared with what it must hold. */
#define COMPARISONS(X) \
	X(COMPARED_MAPPING, "mapping") \
	X(COMPARED_DIRECT, "direct") \
	X(COMPARED_HELD, "held") \
	X(COMPARED_REMOUNT, "remount") \
	X(COMPARED_CLONE, "clone") \
	X(COMPARED_PIPE, "pipe") \
	X(COMPARED_DIRTY_PAGES, "dirty-pages") \
	X(COMPARED_FROZEN_DISK, "frozen-disk") \
	X(COMPARED_RESCAN, "rescan")

/* Calls of the kernel: those that a workload counts, and those that stall. */
#define CALLS(X) \
	X(CALL_AIO_READ, "aio-read") \
	X(CALL_BTRFS_SNAPSHOT, "BTRFS_IOC_SNAP_CREATE") \
	X(CALL_CLONE_FSYNC, "clone-fsync") \
	X(CALL_FALLOCATE, "fallocate") \
	X(CALL_FDATASYNC, "fdatasync") \
	X(CALL_FICLONE, "FICLONE") \
	X(CALL_FIFREEZE, "FIFREEZE") \
	X(CALL_FSYNC, "fsync") \
	X(CALL_FTRUNCATE, "ftruncate") \
	X(CALL_GUP_TEST, "gup_test") \
	X(CALL_IOCTL, "ioctl") \
	X(CALL_IO_URING_READ, "io-uring-read") \
	X(CALL_IO_URING_REGISTER, "io_uring_register") \
	X(CALL_MADVISE, "madvise") \
	X(CALL_MOUNT, "mount") \
	X(CALL_MSYNC, "msync") \
	X(CALL_OPENAT, "openat") \
	X(CALL_PAGE_FAULT, "page-fault") \
	X(CALL_POKEDATA, "PTRACE_POKEDATA") \
	X(CALL_PREAD, "pread") \
	X(CALL_PROC_MEM_WRITE, "proc-mem-write") \
	X(CALL_PROCESS_VM_WRITEV, "process_vm_writev") \
	X(CALL_PWRITE, "pwrite") \
	X(CALL_RDMA_WRITE, "rdma-write") \
	X(CALL_READ, "read") \
	X(CALL_REG_MR, "ibv_reg_mr") \
	X(CALL_REG_MR_READ_ONLY, "ibv_reg_mr-read-only") \
	X(CALL_REMOUNT_READ_ONLY, "remount-read-only") \
	X(CALL_RENAME, "rename") \
	X(CALL_SYNC, "sync") \
	X(CALL_SYNC_FILE_RANGE, "sync_file_range") \
	X(CALL_SYNCFS, "syncfs") \
	X(CALL_TRUNCATE, "truncate") \
	X(CALL_UMOUNT, "umount") \
	X(CALL_UNLINK, "unlink") \
	X(CALL_VMSPLICE, "vmsplice") \
	X(CALL_WRITE, "write")

/* What is timed, or whose instructions are counted. */
#define OPERATIONS(X) \
	X(OP_BYSTANDER_FSYNC, "bystander-fsync") \
	X(OP_DIRECT_READ, "direct-read") \
	X(OP_DIRECT_WRITE, "direct-write") \
	X(OP_FDATASYNC, "fdatasync") \
	X(OP_FSYNC, "fsync") \
	X(OP_MR_DEREGISTER, "mr-deregister") \
	X(OP_MR_DEREGISTER_FILE, "mr-deregister-file") \
	X(OP_MR_REGISTER, "mr-register") \
	X(OP_MR_REGISTER_FILE, "mr-register-file") \
	X(OP_RDMA_WRITE, "rdma-write") \
	X(OP_RDMA_WRITE_FILE, "rdma-write-file") \
	X(OP_SHARED_FAULT, "shared-fault") \
	X(OP_SYNC, "sync") \
	X(OP_UMOUNT, "umount") \
	X(OP_WRITE_AND_FSYNC, "write-and-fsync")

/* Counters, each with its scope. Those of the kernel have the kernel's own names. */
#define COUNTERS(X) \
	X(COUNT_BYTES_READ, "workload", "bytes_read") \
	X(COUNT_BYTES_STORED, "workload", "bytes_stored") \
	X(COUNT_BYTES_WRITTEN, "workload", "bytes_written") \
	X(COUNT_BYTES_WRITTEN_BY_RDMA, "workload", "bytes_written_by_rdma") \
	X(COUNT_CHANGES_DURING_WRITES, "workload", "changes_during_writes") \
	X(COUNT_CHECKS, "workload", "checks") \
	X(COUNT_DONE_MEANWHILE, "workload", "done_meanwhile") \
	X(COUNT_FSYNCS_RETURNED, "workload", "fsyncs_returned") \
	X(COUNT_ITERATIONS, "workload", "iterations") \
	X(COUNT_MEMORY_REGIONS, "workload", "memory_regions") \
	X(COUNT_OPERATIONS_MEASURED, "workload", "operations_measured") \
	X(COUNT_PAGES_STORED, "workload", "pages_stored") \
	X(COUNT_PAGES_WRITTEN, "workload", "pages_written") \
	X(COUNT_PAGES_WRITTEN_LATE, "workload", "pages_written_late") \
	X(COUNT_PINS, "workload", "pins") \
	X(COUNT_READS_ENDED_DURING_FSYNC, "workload", "reads_ended_during_fsync") \
	X(COUNT_ROUNDS_PINNED, "workload", "rounds_pinned") \
	X(COUNT_ROUNDS_UNPINNED, "workload", "rounds_unpinned") \
	X(COUNT_SECONDS_HELD, "workload", "seconds_held") \
	X(COUNT_SECONDS_SUSPENDED, "workload", "seconds_suspended") \
	X(COUNT_STORES_DURING_FSYNC, "workload", "stores_during_fsync") \
	X(COUNT_SYNCS, "workload", "syncs") \
	X(COUNT_TOLD_OF_REVOCATION, "workload", "told_of_revocation") \
	X(COUNT_TOOLS_WORKED, "workload", "tools_worked") \
	X(COUNT_WRITES_ENDED, "workload", "writes_ended") \
	X(COUNT_WRITES_ENDED_DURING_FSYNC, "workload", "writes_ended_during_fsync") \
	X(COUNT_DIX_READS, "device", "dix_reads") \
	X(COUNT_DIX_WRITES, "device", "dix_writes") \
	X(COUNT_DIF_ERRORS, "device", "dif_errors") \
	X(COUNT_PINS_ACQUIRED, "vm", "nr_foll_pin_acquired") \
	X(COUNT_PINS_RELEASED, "vm", "nr_foll_pin_released") \
	X(COUNT_PSI_IO_SOME, "vm", "psi_io_some_us") \
	X(COUNT_PSI_IO_FULL, "vm", "psi_io_full_us") \
	X(COUNT_BTRFS_WRITE_ERRORS, "btrfs", "write_io_errs") \
	X(COUNT_BTRFS_READ_ERRORS, "btrfs", "read_io_errs") \
	X(COUNT_BTRFS_FLUSH_ERRORS, "btrfs", "flush_io_errs") \
	X(COUNT_BTRFS_CORRUPTION_ERRORS, "btrfs", "corruption_errs") \
	X(COUNT_BTRFS_GENERATION_ERRORS, "btrfs", "generation_errs")

/* How far a guest has come. */
#define PHASES(X) \
	X(PHASE_BOOT, "boot") \
	X(PHASE_PREPARE, "prepare") \
	X(PHASE_CELL, "cell") \
	X(PHASE_TEARDOWN, "teardown") \
	X(PHASE_STUCK, "stuck") \
	X(PHASE_DONE, "done")

/* Lines that divide the kernel's log, behind "pinproof: ". */
#define MARKS(X) \
	X(MARK_CELL_BEGIN, "cell begin") \
	X(MARK_CELL_END, "cell end") \
	X(MARK_TEARDOWN_END, "teardown end")

#define ENUMERATOR(name, ...) name,
enum comparison { COMPARISONS(ENUMERATOR) };
enum call { CALLS(ENUMERATOR) };
enum operation { OPERATIONS(ENUMERATOR) };
enum counter { COUNTERS(ENUMERATOR) };
enum phase { PHASES(ENUMERATOR) };
enum mark { MARKS(ENUMERATOR) };
#undef ENUMERATOR

/* Return the id of each, as the report has it. */
const char *comparison_id(enum comparison comparison);
const char *call_id(enum call call);
const char *operation_id(enum operation operation);
const char *counter_id(enum counter counter);
const char *counter_scope(enum counter counter);
const char *phase_id(enum phase phase);
const char *mark_text(enum mark mark);

#endif
