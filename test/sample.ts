import { execFileSync } from 'node:child_process';
import { packageRoot } from '../harness/host/paths.ts';

/**
 * The share of the tests on real kernels that one run of `npm test` makes, so that a cold machine of two cores is done within
 * 45 minutes. It rotates with the commit; all of them together are everything. PINPROOF_TEST_SAMPLE=3 repeats one by its
 * number, PINPROOF_TEST_ALL=1 runs all of them at once.
 *
 * A kernel takes 7 to 15 minutes to compile, and a checkpoint 3 s, so a sample is of one kernel, and cells that go on from the
 * same checkpoint stay together.
 */
export interface Sample {
  /** From 0. */
  number: number;
  of: number;
  /** The kernel whose truth and alarms it has. */
  kernel: string;
  /** Of the samples of that kernel, which one it is, and how many there are. */
  part: number;
  parts: number;
}

/** How many samples there are: even ones are of 6.1, odd ones of 6.12. */
export const samples = 8;
const kernels = ['6.1', '6.12'] as const;

/** Returns the sample of a number. Pure. */
export function sampleOf(number: number): Sample {
  const parts = samples / kernels.length;
  const index = ((number % samples) + samples) % samples;
  const kernel = kernels[index % kernels.length] as string;
  return { number: index, of: samples, kernel, part: Math.floor(index / kernels.length), parts };
}

/** Returns the members of a sample's part, of groups that stay together: every `parts`-th group, by size. Pure. */
export function partOf<T>(all: readonly T[], groupOf: (one: T) => string, { part, parts }: Sample): T[] {
  const groups = [...Map.groupBy(all, groupOf)].toSorted(
    ([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1),
  );
  return groups.filter((_, index) => index % parts === part).flatMap(([, members]) => members);
}

/** Whether everything is asked for: then a test that skips fails. */
export const everything: boolean = process.env['PINPROOF_TEST_ALL'] === '1';

/** The sample of this commit, or the one that is asked for by its number; undefined where everything is. */
export const sample: Sample | undefined = everything ? undefined : sampleOf(numberAsked() ?? numberOfCommit());

/** Says which sample it is, and how to repeat it. */
export const described: string =
  sample === undefined
    ? 'everything (PINPROOF_TEST_ALL=1)'
    : `sample ${sample.number} of ${sample.of}, on ${sample.kernel}; PINPROOF_TEST_SAMPLE=${sample.number} repeats it`;

/** Returns why a test of a kernel is skipped, as tap takes it: another kernel's sample does not compile it. */
export const unlessSampled = (kernel: string): string | false =>
  sample !== undefined && sample.kernel !== kernel && `${described}: ${kernel} is not built`;

function numberAsked(): number | undefined {
  const text = process.env['PINPROOF_TEST_SAMPLE'];
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text) || Number(text) >= samples)
    throw new Error(`PINPROOF_TEST_SAMPLE=${text}: a number from 0 to ${samples - 1}`);
  return Number(text);
}

/** Commits are counted, so that one after the other has the next sample; in a shallow clone their hash has to do. */
function numberOfCommit(): number {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', packageRoot, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    if (git('rev-parse', '--is-shallow-repository') === 'true')
      return Number.parseInt(git('rev-parse', 'HEAD').slice(0, 8), 16);
    return Number(git('rev-list', '--count', 'HEAD'));
  } catch {
    // An unpacked archive has no commit.
    return 0;
  }
}
