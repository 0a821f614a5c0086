import type { RememberedCell, RememberedRun, RunComparison } from '../../records/outputs/history.ts';
import { isRepeat, treeOf, withoutRepeat } from '../../store/cellId.ts';
import { type Change, changeOf, outcomeInWords } from './cells.ts';
import { movedCosts } from './costs.ts';
import { changesOfRepeats, merged, repeatsInWords } from './repeats.ts';
import { candidateInWords, setupDifferences, treeDifference } from './setup.ts';

/** Returns how a run differs from an earlier one. Pure. */
export function compareRuns(before: RememberedRun, after: RememberedRun): RunComparison {
  const paired = pairedTree(before, after);
  const [old, now] = [cellsOf(before), cellsOf(after)];
  const oldName = (name: string): string => {
    const tree = treeOf(name);
    return tree === paired?.after ? `${paired.before}${name.slice(tree.length)}` : name;
  };
  const comparison: RunComparison = {
    before: before.id,
    after: after.id,
    setup: [...setupDifferences(before, after), ...candidateDifferences(before, after, paired)],
    compared: 0,
    worse: [],
    better: [],
    changed: [],
    untold: [],
    added: [],
    gone: [],
    otherParameters: [],
    dearer: [],
    cheaper: [],
  };
  const both: Both[] = [];
  for (const [name, cells] of now) {
    const was = old.get(oldName(name));
    if (was === undefined) comparison.added.push(name);
    else if (parametersOf(was) !== parametersOf(cells)) comparison.otherParameters.push(name);
    else both.push({ name, before: was, after: cells });
  }
  const met = new Set([...now.keys()].map(oldName));
  comparison.gone.push(...[...old.keys()].filter((name) => !met.has(name)));
  comparison.compared = both.length;
  for (const { name, change, was, is } of changesOf(both))
    if (change !== 'same') comparison[change].push({ cell: name, before: was, after: is });
  for (const {
    name,
    before: [one],
    after: [other],
  } of both) {
    const moved = movedCosts(one?.costs ?? {}, other?.costs ?? {}, after.thresholds.instructions);
    for (const each of moved) comparison[each.percent > 0 ? 'dearer' : 'cheaper'].push({ cell: name, ...each });
  }
  return comparison;
}

interface Both {
  name: string;
  before: readonly RememberedCell[];
  after: readonly RememberedCell[];
}

/** By name; native engine: with all repeats of one. */
const cellsOf = ({ cells }: RememberedRun): Map<string, RememberedCell[]> =>
  Map.groupBy(cells, ({ id }) => withoutRepeat(id));

function parametersOf([cell]: readonly RememberedCell[]): string {
  const entries = Object.entries(cell?.parameters ?? {});
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function changesOf(both: readonly Both[]): { name: string; change: Change; was: string; is: string }[] {
  const repeated = both.filter(({ before, after }) => [...before, ...after].some(isRepeat));
  const byNumbers = changesOfRepeats(repeated);
  return both.map((each) => {
    const { name, before, after } = each;
    const index = repeated.indexOf(each);
    const change = byNumbers[index] ?? changeOf(merged(before), merged(after));
    const inWords = (cells: readonly RememberedCell[]): string =>
      index === -1 ? outcomeInWords(merged(cells)) : repeatsInWords(cells);
    return { name, change, was: inWords(before), is: inWords(after) };
  });
}

/** One candidate on each side, under two names: the one has become the other. */
function pairedTree(before: RememberedRun, after: RememberedRun): { before: string; after: string } | undefined {
  const [[, one, ...others], [, other, ...more]] = [before.trees, after.trees];
  if (one === undefined || other === undefined || others.length > 0 || more.length > 0) return undefined;
  return one.id === other.id ? undefined : { before: one.id, after: other.id };
}

function candidateDifferences(
  before: RememberedRun,
  after: RememberedRun,
  paired: ReturnType<typeof pairedTree>,
): RunComparison['setup'] {
  const [old, now] = [before.trees.slice(1), after.trees.slice(1)];
  const nameBefore = (id: string): string => (id === paired?.after ? paired.before : id);
  const known = now.flatMap((tree) => {
    const was = old.find(({ id }) => id === nameBefore(tree.id));
    if (was === undefined) return [{ what: 'candidate', before: 'none', after: candidateInWords(tree) }];
    return treeDifference('candidate', was, tree, candidateInWords);
  });
  const left = old.filter(({ id }) => now.every((tree) => nameBefore(tree.id) !== id));
  return [...known, ...left.map((tree) => ({ what: 'candidate', before: candidateInWords(tree), after: 'none' }))];
}

/** Whether anything is worse: an outcome, or a cost beyond the limit. */
export const isWorse = ({ worse, dearer }: RunComparison): boolean => worse.length > 0 || dearer.length > 0;
