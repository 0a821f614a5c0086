import { type Suite, suiteSchema } from '../records/inputs/suite.ts';
import type { Parameter } from '../records/inputs/workload.ts';
import { inputError } from '../text/errors.ts';
import { type Located, readYaml, suggestion } from '../text/yaml.ts';
import { type Catalogue, defaultMachine, machineOf } from './catalogue.ts';

/**
 * Reads a suite, and checks every name in it.
 * @param path for messages
 * @throws input error with file:line:column, what was expected, and the nearest right word
 */
export function readSuite(text: string, path: string, catalogue: Catalogue): Located<Suite> {
  const suite = readYaml(text, path, suiteSchema);
  checkNames(suite, catalogue);
  checkCandidates(suite);
  checkRepeats(suite);
  checkEngine(suite, catalogue);
  return suite;
}

/**
 * Names of the workloads that are run where none is named: not the drills, and not those whose image of their own would
 * cost a second checkpoint for each tree, device and file system.
 */
export function usualWorkloads({ workloads }: Catalogue): string[] {
  return Object.values(workloads)
    .filter(({ drill, image }) => !drill && image === undefined)
    .map(({ name }) => name);
}

/** The suite that `--base` and `--series` stand for: the usual workloads on the usual file systems. */
export function suiteOf({ base, series }: { base: string; series?: string }, catalogue: Catalogue): Suite {
  return suiteSchema.parse({
    base: { source: base },
    candidates: series === undefined ? [] : [{ name: 'candidate', series }],
    workloads: usualWorkloads(catalogue),
  });
}

function checkNames({ value, where, whereKey }: Located<Suite>, catalogue: Catalogue): void {
  const check = (what: string, name: string, known: object, path: readonly PropertyKey[]): void =>
    checkName(what, name, known, () => where(path));
  if (value.machine !== undefined) check('machine', value.machine, catalogue.machines, ['machine']);
  checkOnce(value.devices, 'devices', where);
  checkOnce(value.filesystems, 'filesystems', where);
  checkOnce(value.seeds, 'seeds', where);
  for (const [index, name] of value.devices.entries()) check('device', name, catalogue.devices, ['devices', index]);
  for (const [index, name] of value.filesystems.entries()) {
    check('file system', name, catalogue.filesystems, ['filesystems', index]);
  }
  for (const [index, entry] of value.workloads.entries()) {
    const path = ['workloads', index];
    const name = typeof entry === 'string' ? entry : entry.name;
    check('workload', name, catalogue.workloads, typeof entry === 'string' ? path : [...path, 'name']);
    if (typeof entry === 'string') continue;
    const known = catalogue.workloads[name]?.parameters ?? {};
    for (const [parameter, given] of Object.entries(entry.parameters)) {
      const place = [...path, 'parameters', parameter];
      checkName(`parameter of ${name}`, parameter, known, () => whereKey(place));
      const allowed = known[parameter];
      if (allowed !== undefined) checkParameter(parameter, given, allowed, () => where(place));
    }
  }
}

function checkParameter(name: string, given: string | number, allowed: Parameter, where: () => string): void {
  if ('values' in allowed) {
    if (allowed.values.includes(String(given))) return;
    throw inputError({
      what: `${name} is ${given}, and must be one of ${allowed.values.join(', ')}`,
      where: where(),
      ...suggestion(String(given), allowed.values),
    });
  }
  const { min, max } = allowed;
  if (typeof given === 'number' && given >= min && given <= max) return;
  throw inputError({ what: `${name} is ${given}, and must be a number from ${min} to ${max}`, where: where() });
}

/** @throws input error with the nearest right word, where a name is none of those that are known */
export function checkName(what: string, name: string, known: object, where: () => string): void {
  // `in` would find "constructor" everywhere.
  if (Object.hasOwn(known, name)) return;
  throw inputError({
    what: `there is no ${what} "${name}"`,
    where: where(),
    ...suggestion(name, Object.keys(known)),
  });
}

/** Two cells may not have one id: they would write to one folder. */
function checkOnce(list: readonly (string | number)[], field: string, where: Located<Suite>['where']): void {
  for (const [index, one] of list.entries()) {
    if (list.indexOf(one) < index) throw inputError({ what: `${one} is there twice`, where: where([field, index]) });
  }
}

/** Repeats that were ignored would look like evidence that nobody gathered. */
function checkRepeats({ value, whereKey }: Located<Suite>): void {
  if (value.repeats === undefined || value.engine !== 'deterministic') return;
  throw inputError({
    what: 'repeats are for the native engine: on the deterministic one each run of a cell is the same, and one is enough',
    where: whereKey(['repeats']),
    todo: 'leave it out, or say engine: native',
  });
}

/**
 * A machine that cannot count instructions has no deterministic engine, and a workload that says nothing on the suite's
 * engine would make each of its cells invalid.
 */
function checkEngine({ value, where }: Located<Suite>, { workloads, machines }: Catalogue): void {
  const { machine = defaultMachine({ machines }) } = value;
  if (value.engine === 'deterministic' && machineOf({ machine }, { machines }).accelerators.icount === undefined)
    throw inputError({
      what: `the machine ${machine} has no deterministic engine`,
      where: where(['machine']),
      why: `vm/machines/${machine}.yaml has no accelerator icount: its guests' instructions cannot be counted`,
      todo: 'say engine: native, or choose another machine',
    });
  for (const [index, entry] of value.workloads.entries()) {
    const name = typeof entry === 'string' ? entry : entry.name;
    const engine = workloads[name]?.engine;
    if (engine === undefined || engine === value.engine) continue;
    throw inputError({
      what: `${name} says something on the ${engine} engine only`,
      where: where(['workloads', index]),
      todo: `leave it out here, or run it in a suite with engine: ${engine}`,
    });
  }
}

function checkCandidates({ value, where }: Located<Suite>): void {
  const seen = new Set(['base']);
  for (const [index, { name, source, series }] of value.candidates.entries()) {
    if (seen.has(name)) {
      throw inputError({
        what: name === 'base' ? 'a candidate may not be called "base"' : `two candidates are called "${name}"`,
        where: where(['candidates', index, 'name']),
      });
    }
    seen.add(name);
    if (source !== undefined || series !== undefined || value.base.series !== undefined) continue;
    throw inputError({
      what: `the candidate "${name}" is the base itself`,
      where: where(['candidates', index]),
      todo: 'give it a series, or a source of its own',
    });
  }
}
