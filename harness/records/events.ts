/**
 * What stages tell while they work. Stages never print: the command line renders these,
 * as moving lines on a terminal and as plain lines elsewhere.
 */
export type Event =
  | { type: 'step'; stage: Stage; subject: string; text: string }
  | { type: 'progress'; stage: Stage; subject: string; done: number; total: number; text: string }
  | { type: 'done'; stage: Stage; subject: string; text: string; seconds?: number; recalled: boolean }
  | { type: 'warning'; stage: Stage; subject: string; text: string };

export type Stage = 'plan' | 'build' | 'boot' | 'run' | 'judge' | 'report' | 'publish';

export type Tell = (event: Event) => void;

/** For callers that show nothing. */
export const tellNobody: Tell = () => {};
