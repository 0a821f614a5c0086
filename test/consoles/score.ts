import type { Labelled } from './corpus.ts';

/** What the program says of a log: its first report. */
export interface Answer {
  class: string;
  title: string;
  function?: string | undefined;
  fingerprint: string;
  truncated: boolean;
}

export interface Scored {
  log: Labelled;
  answer: Answer | undefined;
}

export interface Score {
  id: string;
  what: string;
  right: number;
  of: number;
  /** The share that is asked for, 0 to 1. */
  asked: number;
  misses: string[];
}

/** T1 to T5 of the corpus' README. T4 counts pairs of one bug and pairs of two apart: the second kind is 600 times as many. */
export function scores(all: readonly Scored[]): Score[] {
  return [detection(all), classes(all), functions(all), ...fingerprints(all), truncation(all)];
}

function score(
  id: string,
  what: string,
  asked: number,
  judged: readonly { right: boolean; miss: () => string }[],
): Score {
  const misses = judged.filter(({ right }) => !right).map(({ miss }) => miss());
  return { id, what, asked, of: judged.length, right: judged.length - misses.length, misses };
}

function detection(all: readonly Scored[]): Score {
  return score(
    'T1',
    'detected, and no false alarm',
    1,
    all.map(({ log, answer }) => ({
      right: (log.title === undefined) === (answer === undefined),
      miss: () => `${log.name}: ${log.title ?? 'nothing'} / ${answer?.title ?? 'nothing'}`,
    })),
  );
}

/**
 * A class and a TYPE belong together where each is the other's most frequent partner. So neither a class that holds two
 * TYPEs nor a TYPE that falls into two classes counts as right in its smaller part.
 */
function classes(all: readonly Scored[]): Score {
  const typed = detected(all).filter(({ log }) => log.type !== undefined);
  const typeOf = partners(typed.map(({ log, answer }) => [answer.class, String(log.type)]));
  const classOf = partners(typed.map(({ log, answer }) => [String(log.type), answer.class]));
  return score(
    'T2',
    'class, one to one with TYPE',
    0.99,
    typed.map(({ log, answer }) => ({
      right: typeOf.get(answer.class) === log.type && classOf.get(String(log.type)) === answer.class,
      miss: () => `${log.name}: ${log.type} / ${answer.class} (${log.title} / ${answer.title})`,
    })),
  );
}

function functions(all: readonly Scored[]): Score {
  const named = detected(all).flatMap(({ log, answer }) => {
    const name = / in (\S+)$/.exec(log.title ?? '')?.[1];
    return log.corrupted || name === undefined ? [] : [{ log, answer, name }];
  });
  return score(
    'T3',
    'guilty function',
    0.95,
    named.map(({ log, answer, name }) => ({
      right: answer.function === name,
      miss: () => `${log.name}: ${log.title} / ${answer.function} (${answer.title})`,
    })),
  );
}

function fingerprints(all: readonly Scored[]): Score[] {
  const known = detected(all);
  const same: { right: boolean; miss: () => string }[] = [];
  const different: typeof same = [];
  known.forEach((a, index) => {
    for (const b of known.slice(index + 1)) {
      const one = sameBug(a.log, b.log);
      (one ? same : different).push({
        right: (a.answer.fingerprint === b.answer.fingerprint) === one,
        miss: () =>
          `${a.log.name}, ${b.log.name}: ${a.log.title} / ${a.answer.title}; ${b.log.title} / ${b.answer.title}`,
      });
    }
  });
  return [
    score('T4', 'one bug, one fingerprint', 0.98, same),
    score('T4', 'two bugs, two fingerprints', 0.98, different),
  ];
}

function truncation(all: readonly Scored[]): Score {
  return score(
    'T5',
    'truncated',
    0.9,
    detected(all).map(({ log, answer }) => ({
      right: answer.truncated === log.corrupted,
      miss: () => `${log.name}: ${log.corrupted ? 'corrupted' : 'whole'}: ${log.title} / ${answer.title}`,
    })),
  );
}

function detected(all: readonly Scored[]): { log: Labelled; answer: Answer }[] {
  return all.flatMap(({ log, answer }) => (log.title === undefined || answer === undefined ? [] : [{ log, answer }]));
}

function sameBug(a: Labelled, b: Labelled): boolean {
  return a.title === b.title || a.alternatives.some((title) => b.alternatives.includes(title));
}

function partners(pairs: readonly (readonly [string, string])[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const [from, to] of pairs) {
    const of = counts.get(from) ?? new Map<string, number>();
    counts.set(from, of.set(to, (of.get(to) ?? 0) + 1));
  }
  return new Map([...counts].map(([from, of]) => [from, [...of].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']));
}
