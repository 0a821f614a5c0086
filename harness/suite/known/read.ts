import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type KnownIssue, knownIssuesSchema, type LocatedIssue } from '../../records/inputs/known.ts';
import type { Suite } from '../../records/inputs/suite.ts';
import { inputError } from '../../text/errors.ts';
import { type Located, readYaml } from '../../text/yaml.ts';
import { checkPattern } from './pattern.ts';

/**
 * The known issues of a suite, from the suite itself or from the file that it names.
 * @param folder of the suite
 * @throws input error with file:line:column where there is a mistake in them; that one has expired is none yet
 */
export async function readKnown({ value, where }: Located<Suite>, folder: string): Promise<LocatedIssue[]> {
  const { known = [] } = value;
  if (typeof known !== 'string') return located(known, (path) => where(['known', ...path]));
  const file = resolve(folder, known);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw inputError({ what: 'the list of known issues cannot be read', where: where(['known']), why: error.message });
  });
  const list = readYaml(text, relative(process.cwd(), file), knownIssuesSchema);
  return located(list.value, list.where);
}

function located(entries: readonly KnownIssue[], where: Located<unknown>['where']): LocatedIssue[] {
  const seen = new Map<string, string>();
  return entries.map((entry, index) => {
    const place = where([index]);
    const { pattern, fingerprint } = entry;
    if ((pattern === undefined) === (fingerprint === undefined)) {
      const what = 'an entry has either a pattern or a fingerprint';
      throw inputError({ what, where: place });
    }
    const key = pattern === undefined ? 'fingerprint' : 'pattern';
    const own = where([index, key]);
    if (pattern !== undefined) checkPattern(pattern, own);
    const same = `${key} ${entry[key]}`;
    const before = seen.get(same);
    if (before !== undefined)
      throw inputError({ what: `this ${key} is there twice`, where: own, why: `see ${before}` });
    seen.set(same, own);
    return { ...entry, where: place };
  });
}
