import type { Cleaned } from '../../store/retention/clean.ts';
import { styleFor } from '../terminal/style.ts';
import { renderTable, type TableCell } from '../terminal/table.ts';

export interface CleanedOptions {
  colour: boolean;
  unicode: boolean;
  width: number;
  dryRun: boolean;
  /** Pids of other pinproofs that work with the cache, so that it was left alone. */
  users: readonly number[];
}

const whys = { old: 'too old', 'too many': 'beyond their number', 'too big': 'beyond their size' } as const;

/** What `pinproof clean` did, or would do. Ends with a newline. */
export function renderCleaned(all: readonly Cleaned[], options: CleanedOptions): string {
  const style = styleFor(options);
  const rows = all.map(({ what, kept, removed }): TableCell[] => [
    { text: what },
    { text: String(kept) },
    { text: String(removed.length) },
    { text: removed.length === 0 ? '' : sizeInWords(sum(removed)), tone: 'dim' },
    { text: reasons(removed), tone: 'dim' },
  ]);
  const head = ['', 'kept', options.dryRun ? 'would go' : 'removed', 'frees', 'why'];
  const total = sizeInWords(sum(all.flatMap(({ removed }) => removed)));
  const users = options.users.join(', ');
  return [
    ...renderTable({ head, rows }, style, options.width),
    '',
    `  ${options.dryRun ? `Nothing was removed; it would free ${total}` : `Freed ${total}`}`,
    ...(options.users.length === 0 ? [] : [`  The cache was left alone: process ${users} works with it`]),
    '',
  ].join('\n');
}

function reasons(removed: Cleaned['removed']): string {
  const groups = [...Map.groupBy(removed, ({ why }) => why)];
  if (groups.length === 1) return groups.map(([why]) => whys[why]).join('');
  return groups.map(([why, { length }]) => `${length} ${whys[why]}`).join(', ');
}

const sum = (removed: Cleaned['removed']): number => removed.reduce((total, { bytes }) => total + bytes, 0);

/** `1.5 GiB`, `12 MiB`, `3 KiB` */
export function sizeInWords(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '')} ${units[unit]}`;
}
