import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import { readYaml } from '../text/yaml.ts';

/** All that a suite may name, as the project's data files have it. */
export interface Catalogue {
  machine: Machine;
  devices: Record<string, Device>;
  filesystems: Record<string, Filesystem>;
  workloads: Record<string, Workload>;
  /** Paths of config fragments by flavour, in merge order. */
  fragments: Record<Flavour, string[]>;
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

/** A fragment that is named after a flavour is that flavour's own; all others are everyone's. */
async function readFragments(): Promise<Catalogue['fragments']> {
  const names = (await readdir(kconfigFolder)).filter((name) => name.endsWith('.config')).sort();
  const ofFlavour = (flavour: Flavour): string => `${flavour}.config`;
  const common = names.filter((name) => !flavours.map(ofFlavour).includes(name));
  const fragments = flavours.map((flavour) => {
    const own = names.filter((name) => name === ofFlavour(flavour));
    return [flavour, [...common, ...own].map((name) => join(kconfigFolder, name))];
  });
  return Object.fromEntries(fragments);
}
