import type { Executor } from '../execute/executor.ts';
import type { Tell } from '../records/events.ts';
import type { RunFolder } from '../store/runFolder.ts';
import type { Catalogue } from '../suite/catalogue.ts';

/** What every command of several stages gets from its caller. */
export interface Session {
  cache: string;
  /** Builds trees and runs guests, here or elsewhere. */
  executor: Executor;
  tell: Tell;
  signal: AbortSignal;
}

/** What every stage works with. It takes the records of the stages before from the run, and puts its own there. */
export interface Context extends Session {
  run: RunFolder;
  catalogue: Catalogue;
  /** Run every cell twice, and compare. */
  checkAll?: boolean;
}
