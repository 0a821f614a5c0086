import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { candidateSchema } from './inputs/candidate.ts';
import { knownIssuesSchema } from './inputs/known.ts';
import { suiteSchema } from './inputs/suite.ts';
import { workloadSchema } from './inputs/workload.ts';
import { bisectRecordSchema } from './outputs/bisect.ts';
import { checkResultsSchema } from './outputs/check.ts';
import { seriesRecordSchema } from './outputs/checkedSeries.ts';
import { historySchema } from './outputs/history.ts';
import { parsedConsolesSchema } from './outputs/parsed.ts';
import { scoreboardSchema } from './outputs/scoreboard.ts';
import { bootRecordSchema } from './run/boot.ts';
import { buildRecordSchema } from './run/build.ts';
import { cellRecordSchema, lostCellSchema } from './run/cell.ts';
import { guestRecordSchema } from './run/guest.ts';
import { planSchema } from './run/plan.ts';
import { runRecordSchema } from './run/runState.ts';
import { selfCheckSchema } from './run/selfCheck.ts';
import { shardSchema } from './run/shard.ts';
import { verdictRecordSchema } from './run/verdict.ts';

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
