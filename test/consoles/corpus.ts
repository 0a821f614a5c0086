import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A log of the corpus with its labels (../shared/corpora/console/README.md says what they mean). */
export interface Labelled {
  name: string;
  log: Buffer;
  /** Absent: the log holds nothing that counts. */
  title: string | undefined;
  /** Other titles of the same bug. */
  alternatives: string[];
  type: string | undefined;
  corrupted: boolean;
}

/** Titles of what is no kernel's report: the fuzzer's own failures, Go programs, trusty. */
const foreign = /^(?:SYZ|panic:|trusty|go runtime)/;

/** Every log of the corpus but those of other programs, in the order of their numbers. */
export function readCorpus(folder: string): Labelled[] {
  return readdirSync(folder)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => labelled(name, readFileSync(join(folder, name))))
    .filter(({ title }) => title === undefined || !foreign.test(title));
}

/** Takes labels and log apart. The log's bytes stay as they are. */
export function labelled(name: string, file: Buffer): Labelled {
  const text = file.toString('latin1');
  const head = /\r?\n\r?\n/.exec(text);
  const labels = (head === null ? text : text.slice(0, head.index)).split(/\r?\n/);
  const valuesOf = (key: string): string[] =>
    labels.filter((line) => line.startsWith(`${key}:`)).map((line) => line.slice(key.length + 1).trim());
  const from = head === null ? text.length : head.index + head[0].length;
  const report = /\r?\n\r?\nREPORT:\r?\n/.exec(text.slice(Math.max(from - 2, 0)));
  const to = report === null ? text.length : Math.max(from - 2, 0) + report.index + 1;
  return {
    name,
    log: file.subarray(from, Math.max(from, to)),
    title: valuesOf('TITLE')[0],
    alternatives: valuesOf('ALT'),
    type: valuesOf('TYPE')[0],
    corrupted: valuesOf('CORRUPTED')[0] === 'Y',
  };
}
