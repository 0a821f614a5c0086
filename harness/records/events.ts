import type { BuildRecord, FailedTree } from './run/build.ts';

/**
 * What stages report while they work. Nothing below cli/ prints: the command line renders these, as moving lines on a
 * terminal and as plain lines elsewhere.
 */
export type Event =
  | { type: 'step'; stage: Stage; subject: string; text: string }
  | { type: 'progress'; stage: Stage; subject: string; done: number; total: number; text: string }
  | { type: 'done'; stage: Stage; subject: string; text: string; seconds?: number; recalled: boolean }
  | { type: 'warning'; stage: Stage; subject: string; text: string }
  /** Trouble beside the work that changes no result, in one sentence. */
  | { type: 'note'; text: string }
  /** An interactive guest begins: its command line, and the file of its report. */
  | { type: 'shell'; command: string; report: string }
  /** The trees are built, or have failed: a log may want the compiler's words. */
  | { type: 'built'; build: BuildRecord }
  /** No comparison can come of a run: the trees that failed, by id. The error that ends the run follows. */
  | { type: 'hopeless'; name: string; failures: Readonly<Record<string, FailedTree>> };

export type Stage = 'plan' | 'build' | 'boot' | 'run' | 'judge' | 'report' | 'publish';

export type Tell = (event: Event) => void;

/** For callers that show nothing. */
export const tellNobody: Tell = () => {};
