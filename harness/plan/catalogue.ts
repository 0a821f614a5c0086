import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { exists } from '../lib/folders.ts';
import { kconfigFolder, packageRoot, vmFolder, workloadFolder } from '../lib/paths.ts';
import { readYaml } from '../lib/yamlFile.ts';
import {
  type Device,
  devicesSchema,
  type Filesystem,
  filesystemsSchema,
  type Machine,
  machineSchema,
} from '../records/vm.ts';
import { type Workload, workloadSchema } from '../records/workload.ts';

/** All that a suite may name, as the project's data files have it. */
export interface Catalogue {
  machine: Machine;
  devices: Record<string, Device>;
  filesystems: Record<string, Filesystem>;
  workloads: Record<string, Workload>;
  /** Paths of config fragments by flavour, in merge order. */
  fragments: { plain: string[]; debug: string[] };
}

/** Reads vm/, workloads/ and kconfigs/. */
export async function readCatalogue(): Promise<Catalogue> {
  const [machine, devices, filesystems, workloads, fragments] = await Promise.all([
    readData(join(vmFolder, 'machine.yaml'), machineSchema),
    readData(join(vmFolder, 'devices.yaml'), devicesSchema),
    readData(join(vmFolder, 'filesystems.yaml'), filesystemsSchema),
    readWorkloads(),
    readFragments(),
  ]);
  return { machine, devices, filesystems, workloads, fragments };
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

async function readFragments(): Promise<Catalogue['fragments']> {
  const names = (await readdir(kconfigFolder)).filter((name) => name.endsWith('.config')).sort();
  const isDebug = (name: string): boolean => basename(name).startsWith('debug');
  const path = (name: string): string => join(kconfigFolder, name);
  const plain = names.filter((name) => !isDebug(name)).map(path);
  return { plain, debug: [...plain, ...names.filter(isDebug).map(path)] };
}
