import { runConfined } from '../../host/sandbox/confine.ts';
import type { Patch } from '../read.ts';

/** How one hunk fared with GNU patch. */
export interface HunkTrial {
  file: string;
  hunk: number;
  outcome: 'applied' | 'fuzzy' | 'failed';
  /** Lines of context that had to be ignored at either end. */
  fuzz: number;
  /** Lines between where the hunk should be and where it is; positive is further down. */
  offset: number;
  line: number;
}

/** Asks GNU patch, which writes nothing, how far it would have to stretch to apply a patch. */
export async function fuzzOf(tree: string, { parsed, diff }: Patch, signal?: AbortSignal): Promise<HunkTrial[]> {
  const args = [`-p${parsed.strip}`, '--dry-run', '--force', '--fuzz=3', '--verbose'];
  const confinement = { folder: tree, read: [tree], write: [], env: { LC_ALL: 'C' } };
  const ended = await runConfined('patch', args, confinement, { input: diff, ...(signal && { signal }) });
  return parsePatchOutput(ended.stdout);
}

/** Reads what GNU patch says of each hunk; it names only those that are not perfect, unless it is verbose. */
export function parsePatchOutput(text: string): HunkTrial[] {
  const trials: HunkTrial[] = [];
  let file = '';
  for (const line of text.split('\n')) {
    file = /^(?:checking|patching) file '?(.*?)'?(?: \(renamed from .*\))?$/.exec(line)?.[1] ?? file;
    const [, hunk, outcome, at, fuzz, offset] =
      /^Hunk #(\d+) (succeeded|FAILED) at (\d+)(?: with fuzz (\d+))?(?: \(offset (-?\d+) lines?\))?/.exec(line) ?? [];
    if (hunk === undefined) continue;
    const stretched = fuzz !== undefined || offset !== undefined;
    trials.push({
      file,
      hunk: Number(hunk),
      outcome: outcome === 'FAILED' ? 'failed' : stretched ? 'fuzzy' : 'applied',
      fuzz: Number(fuzz ?? 0),
      offset: Number(offset ?? 0),
      line: Number(at),
    });
  }
  return trials;
}
