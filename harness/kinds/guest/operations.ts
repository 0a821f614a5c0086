import { type Named, wordsOf } from './words.ts';

export interface OperationKind extends Named {
  /** It makes data of the file under test durable, so it may have to wait for a pin of that very file. */
  own?: true;
}

const kinds = {
  'bystander-fsync': { words: 'bystander fsync' },
  'direct-read': { words: 'O_DIRECT read' },
  'direct-write': { words: 'O_DIRECT write' },
  fdatasync: { own: true },
  fsync: { own: true },
  'mr-deregister': { words: 'MR deregister' },
  'mr-deregister-file': { words: 'MR deregister, file' },
  'mr-register': { words: 'MR register' },
  'mr-register-file': { words: 'MR register, file' },
  'rdma-write': { words: 'RDMA WRITE' },
  'rdma-write-file': { words: 'RDMA WRITE, file' },
  'shared-fault': { words: 'shared fault' },
  sync: {},
  umount: {},
  'write-and-fsync': { words: 'write and fsync' },
} as const satisfies Readonly<Record<string, OperationKind>>;

export type OperationId = keyof typeof kinds;

/** What guests time, or count the instructions of, by the ids of OPERATIONS in vm/protocol/ids.h. */
export const operations: Readonly<Record<OperationId, OperationKind>> = kinds;

/**
 * Returns the words for a timed operation.
 * @param pinned whether pages were pinned meanwhile; undefined where the operation is not timed both ways
 */
export function wordsOfTimed(op: OperationId, pinned: boolean | undefined): string {
  const words = wordsOf(operations, op);
  if (pinned === undefined) return words;
  return `${words}, ${pinned ? 'pinned' : 'unpinned'}`;
}
