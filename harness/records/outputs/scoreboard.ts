import { z } from 'zod';
import { families } from '../inputs/candidate.ts';
import { nameSchema } from '../inputs/suite.ts';
import { cellStatuses, judgedClaimSchema } from '../run/verdict.ts';

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
  /** Cells, or seconds of guest time: by the figure's unit. Absent where nothing was measured. */
  value: z.number().optional(),
  cells: cellsSchema,
});

export const scoredTreeSchema = z.strictObject({
  id: nameSchema,
  title: z.string(),
  release: z.string().optional(),
  family: z.enum(families).optional(),
  /** Where there is no kernel: the stage that failed. */
  failed: z.enum(['apply', 'config', 'build']).optional(),
  /** The cells that ended so. */
  statuses: z.record(z.enum(cellStatuses), z.array(z.string())),
  /** Beside the base; none of the base itself. `figures.refused` has all refused cells, these lists no others. */
  changes: z
    .strictObject({
      fixed: z.array(z.string()),
      regressed: z.array(z.string()),
      /** The base fails, and here it does not come to that. */
      refusedInstead: z.array(z.string()),
    })
    .optional(),
  /** Cells in which the base fails, and those of them that this tree passes; by file system. */
  filesystems: z.array(
    z.strictObject({ name: nameSchema, failing: z.number().int(), fixed: z.number().int(), cells: cellsSchema }),
  ),
  figures: z.record(z.enum(figureNames), figureSchema),
  /** The calls that are refused, beyond what the base refuses: `ibv_reg_mr EFAULT`. */
  refusals: z.array(z.string()),
  /** Instructions of each operation: of the base itself, and against it, where that differs most. */
  costs: z.array(
    z.strictObject({
      op: z.string(),
      /** The least and the most over all file systems. */
      instructions: z.tuple([z.number().int(), z.number().int()]),
      /** Of the base's, on the file system where it is most; absent for the base, and where one of the two cannot do it. */
      percent: z.number().optional(),
      cells: cellsSchema,
    }),
  ),
  /** What the series changes; absent for the base and for trees without one. */
  size: z
    .strictObject({
      patches: z.number().int(),
      added: z.number().int(),
      removed: z.number().int(),
      files: z.number().int(),
    })
    .optional(),
  claims: z.array(judgedClaimSchema),
});

/** scoreboard.json */
export const scoreboardSchema = z
  .strictObject({
    format: z.literal('pinproof.scoreboard/1'),
    name: nameSchema,
    /** Cells of each tree. */
    cells: z.number().int(),
    /** The base first, then candidates in the order of the suite. */
    trees: z.array(scoredTreeSchema).min(1),
  })
  .describe('Candidates side by side: what each breaks, mends, refuses, delays and costs');

export type Scoreboard = z.infer<typeof scoreboardSchema>;
export type ScoredTree = z.infer<typeof scoredTreeSchema>;
export type FigureName = (typeof figureNames)[number];
export type Figure = z.infer<typeof figureSchema>;
