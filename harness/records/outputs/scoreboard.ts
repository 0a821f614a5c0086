import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { families } from '../inputs/candidate.ts';
import { nameSchema } from '../inputs/suite.ts';
import { cellStatuses, cellStatusMeanings, judgedClaimSchema } from '../run/verdict.ts';

/** What a tree is measured by. Each figure names the cells that it comes from. */
export const figureNames = [
  'crashes',
  'splats',
  'checksums',
  'lost',
  'spread',
  'pins',
  'errors',
  'refused',
  'stall',
  'own-wait',
  'others-wait',
] as const;

const cellsSchema = z.array(z.string()).describe('the ids of the cells that it comes from, the worst first');

export const figureSchema = z.strictObject({
  value: z
    .number()
    .optional()
    .describe(
      'a number of cells, or seconds of guest time, by the name of the figure; absent where nothing was measured',
    ),
  cells: cellsSchema,
});

export const scoredTreeSchema = z.strictObject({
  id: nameSchema.describe('`base`, or the name of the candidate'),
  title: z.string().describe('the title of candidate.yaml; the name where there is none'),
  release: z.string().optional().describe('the kernel release; absent where there is no kernel'),
  family: z.enum(families).optional().describe('the family of candidate.yaml; absent for the base and without one'),
  failed: z
    .enum(['apply', 'config', 'build'])
    .optional()
    .describe('the stage at which the tree failed; absent where there is a kernel'),
  statuses: z.record(z.enum(cellStatuses), z.array(z.string())).describe(`cells by status; ${cellStatusMeanings}`),
  changes: z
    .strictObject({
      fixed: z.array(z.string()).describe('cells that the base fails and this tree passes'),
      regressed: z.array(z.string()).describe('cells in which this tree does worse than the base'),
      refusedInstead: z
        .array(z.string())
        .describe('cells that the base fails, and that this tree does not reach because it refuses a call'),
    })
    .optional()
    .describe('cells that differ from the base; absent for the base; `figures.refused` has all refused cells'),
  filesystems: z
    .array(
      z.strictObject({
        name: nameSchema.describe('the file system'),
        failing: z.number().int().describe('cells in which the base fails'),
        fixed: z.number().int().describe('those of them that this tree passes'),
        cells: cellsSchema,
      }),
    )
    .describe('what this tree fixes on each file system'),
  figures: z
    .record(z.enum(figureNames), figureSchema)
    .describe(
      'cells with a failure: crashes: the machine or a task stopped; splats: kernel bug reports; checksums: data that a checksum found wrong; lost: wrong or dropped data; spread: data in a clone, a snapshot or a frozen disk where it must not be; pins: page pins that were never released; errors: calls that failed; refused: calls that the tree refuses and the base does not. Longest waits, in seconds of guest time: stall: while the disk was idle; own-wait: a call on a file beside a pin of that file; others-wait: any other call beside a pin',
    ),
  refusals: z.array(z.string()).describe('calls that this tree refuses and the base does not: `ibv_reg_mr EFAULT`'),
  costs: z
    .array(
      z.strictObject({
        op: z.string().describe('the operation'),
        instructions: z
          .tuple([z.number().int(), z.number().int()])
          .describe('instructions that it takes: the least and the most over all file systems'),
        percent: z
          .number()
          .optional()
          .describe(
            "how many instructions more than the base, in per cent of the base's, on the file system where that is most; absent for the base, and where one of the two trees cannot do the operation",
          ),
        cells: cellsSchema,
      }),
    )
    .describe('what each operation costs'),
  size: z
    .strictObject({
      patches: z.number().int().describe('patches'),
      added: z.number().int().describe('lines added'),
      removed: z.number().int().describe('lines removed'),
      files: z.number().int().describe('files changed'),
    })
    .optional()
    .describe('what the series changes; absent for the base and for trees without a series'),
  claims: z.array(judgedClaimSchema).describe('the claims of candidate.yaml and what became of them'),
});

/** scoreboard.json */
export const scoreboardSchema = z
  .strictObject({
    format: formatSchema('pinproof.scoreboard/1'),
    name: nameSchema.describe('the name of the suite'),
    cells: z.number().int().describe('how many cells each tree has'),
    trees: z.array(scoredTreeSchema).min(1).describe('the base first, then candidates in the order of the suite'),
  })
  .describe('Candidates side by side: what each breaks, mends, refuses, delays and costs');

export type Scoreboard = z.infer<typeof scoreboardSchema>;
export type ScoredTree = z.infer<typeof scoredTreeSchema>;
export type FigureName = (typeof figureNames)[number];
export type Figure = z.infer<typeof figureSchema>;
