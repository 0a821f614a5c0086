import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { bisectRecordSchema } from './bisect.ts';
import { bootRecordSchema } from './boot.ts';
import { buildRecordSchema } from './build.ts';
import { candidateSchema } from './candidate.ts';
import { cellRecordSchema, lostCellSchema } from './cell.ts';
import { checkResultsSchema } from './check.ts';
import { guestRecordSchema } from './guest.ts';
import { historySchema } from './history.ts';
import { knownIssuesSchema } from './known.ts';
import { parsedConsolesSchema } from './parsed.ts';
import { planSchema } from './plan.ts';
import { runRecordSchema } from './run.ts';
import { scoreboardSchema } from './scoreboard.ts';
import { selfCheckSchema } from './selfCheck.ts';
import { seriesRecordSchema } from './series.ts';
import { shardSchema } from './shard.ts';
import { suiteSchema } from './suite.ts';
import { verdictRecordSchema } from './verdict.ts';
import { workloadSchema } from './workload.ts';

const published = {
  suite: suiteSchema,
  candidate: candidateSchema,
  known: knownIssuesSchema,
  workload: workloadSchema,
  plan: planSchema,
  build: buildRecordSchema,
  series: seriesRecordSchema,
  boot: bootRecordSchema,
  guest: guestRecordSchema,
  cell: cellRecordSchema,
  'lost-cell': lostCellSchema,
  'self-check': selfCheckSchema,
  verdict: verdictRecordSchema,
  scoreboard: scoreboardSchema,
  run: runRecordSchema,
  history: historySchema,
  parsed: parsedConsolesSchema,
  shard: shardSchema,
  check: checkResultsSchema,
  bisect: bisectRecordSchema,
} as const;

/** What people write: fields with a default may be left out. In what pinproof writes, they never are. */
const written: ReadonlySet<string> = new Set(['suite', 'candidate', 'known', 'workload']);

/** The JSON Schemas (draft-07) of all records, by file name, as text. */
export function schemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(published).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { target: 'draft-7', io: written.has(name) ? 'input' : 'output' });
      return [`${name}.schema.json`, `${JSON.stringify({ title: `pinproof ${name}`, ...json }, null, 2)}\n`];
    }),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? 'docs/schemas';
  await mkdir(folder, { recursive: true });
  for (const [name, text] of schemaFiles()) await writeFile(join(folder, name), text);
}
