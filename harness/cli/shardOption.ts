import { InvalidArgumentError } from 'commander';
import { type Shard, shardSchema } from '../records/run/shard.ts';

/** Reads the option that names a shard: `2/4` is the second of four. */
export function shardOption(text: string): Shard {
  const [, shard, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = shardSchema.safeParse({ format: 'pinproof.shard/1', shard: Number(shard), of: Number(of) });
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('2/4 is the second of four; there are 256 at the most');
}
