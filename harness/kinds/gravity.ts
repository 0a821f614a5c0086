/**
 * How bad a failure is, the mildest first. It decides whether a candidate that fails where the base fails too has made
 * things worse: only a failure graver than all of the base's does.
 *
 * - `crash`: a task or the machine stopped: oops, panic, lockup, a guest that never came back. Nothing after it is known.
 * - `splat`: the kernel found a bug in itself and went on (WARN, lockdep). Maintainers take a new one for a regression,
 *   whatever else was wrong before; so it stands above what follows.
 * - `content`: data is lost, stale, or in a place it must not be. Nothing reports it; the worst that a filesystem itself can do.
 * - `integrity`: data was caught to be wrong, by a checksum. It was reported, and nothing wrong was accepted.
 * - `stall`: a call waits while the disk is idle. No data is lost, but the caller makes no progress.
 * - `error`: a call failed that must not. The program knows and can try again.
 * - `log`: the log complains, and no program noticed.
 */
export const gravities = ['log', 'error', 'stall', 'integrity', 'content', 'splat', 'crash'] as const;
export type Gravity = (typeof gravities)[number];
