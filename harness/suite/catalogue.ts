import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { exists } from '../host/folders.ts';
import { kconfigFolder, packageRoot, vmFolder, workloadFolder } from '../host/paths.ts';
import { type Flavour, flavours } from '../records/inputs/suite.ts';
import {
  type Device,
  devicesSchema,
  type Filesystem,
  filesystemsSchema,
  type Machine,
  machineSchema,
} from '../records/inputs/vm.ts';
import { type Workload, workloadSchema } from '../records/inputs/workload.ts';
import { inputError } from '../text/errors.ts';
import { readYaml, suggestion } from '../text/yaml.ts';

/** All that a suite may name, as the project's data files have it. */
export interface Catalogue {
  machines: Record<string, Machine>;
  devices: Record<string, Device>;
  filesystems: Record<string, Filesystem>;
  workloads: Record<string, Workload>;
  /** Paths of config fragments by machine and flavour, in merge order. */
  fragments: Record<string, Record<Flavour, string[]>>;
}

/** Reads vm/, workloads/ and kconfigs/. */
export async function readCatalogue(): Promise<Catalogue> {
  const [machines, devices, filesystems, workloads] = await Promise.all([
    readMachines(),
    readData(join(vmFolder, 'devices.yaml'), devicesSchema),
    readData(join(vmFolder, 'filesystems.yaml'), filesystemsSchema),
    readWorkloads(),
  ]);
  const fragments: Catalogue['fragments'] = {};
  for (const name of Object.keys(machines)) fragments[name] = await readFragments(name);
  return { machines, devices, filesystems, workloads, fragments };
}

/** Returns the name of the machine that a suite gets which names none. */
export function defaultMachine({ machines }: Pick<Catalogue, 'machines'>): string {
  const [name, ...more] = Object.keys(machines).filter((each) => machines[each]?.default);
  if (name === undefined || more.length > 0) throw new Error('of vm/machines/ one, and only one, must be the default');
  return name;
}

/**
 * Returns the machine of a suite or a plan.
 * @throws input error where it is not in this catalogue: a plan may be another pinproof's
 */
export function machineOf(
  { machine }: { machine?: string | undefined },
  catalogue: Pick<Catalogue, 'machines'>,
): Machine {
  const name = machine ?? defaultMachine(catalogue);
  const found = Object.hasOwn(catalogue.machines, name) ? catalogue.machines[name] : undefined;
  if (found !== undefined) return found;
  throw inputError({ what: `there is no machine "${name}"`, ...suggestion(name, Object.keys(catalogue.machines)) });
}

/** Reads vm/machines/NAME.yaml, or another file of its kind. */
export function readMachine(path: string): Promise<Machine> {
  return readData(path, machineSchema);
}

async function readMachines(): Promise<Catalogue['machines']> {
  const folder = join(vmFolder, 'machines');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const found = names.map(async (name) => [basename(name, '.yaml'), await readMachine(join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function readData<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return readYaml(await readFile(path, 'utf8'), path.slice(packageRoot.length + 1), schema).value;
}

async function readWorkloads(): Promise<Catalogue['workloads']> {
  const found: Catalogue['workloads'] = {};
  for (const folder of (await readdir(workloadFolder)).sort()) {
    const path = join(workloadFolder, folder, 'workload.yaml');
    if (!(await exists(path))) continue;
    found[folder] = await readData(path, workloadSchema);
  }
  return found;
}

/**
 * Lists the config fragments of a machine. Those of kconfigs/ are every machine's, those of kconfigs/MACHINE/ are its own
 * and come in among them, by name; one that is named after a flavour is that flavour's, and comes last.
 */
export async function readFragments(
  machine: string,
  folder: string = kconfigFolder,
): Promise<Record<Flavour, string[]>> {
  const own = join(folder, machine);
  const paths = (await Promise.all([folder, own].map(fragmentsIn))).flat();
  const byName = paths.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1));
  const ofFlavour = (flavour: Flavour): string => `${flavour}.config`;
  const common = byName.filter((path) => !flavours.map(ofFlavour).includes(basename(path)));
  const lists = flavours.map((flavour) => {
    const last = byName.filter((path) => basename(path) === ofFlavour(flavour));
    return [flavour, [...common, ...last]];
  });
  return Object.fromEntries(lists);
}

async function fragmentsIn(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return [];
  return (await readdir(folder)).filter((name) => name.endsWith('.config')).map((name) => join(folder, name));
}
