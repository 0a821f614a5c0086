import type { Tell } from '../records/events.ts';
import type { Catalogue } from '../suite/catalogue.ts';

/** What every stage works with. Each reads the records of the one before from the run's folder, and writes its own. */
export interface Context {
  runFolder: string;
  cache: string;
  catalogue: Catalogue;
  jobs: number;
  /** Run every cell twice, and compare. */
  checkAll?: boolean;
  tell: Tell;
  signal: AbortSignal;
}
