/** Makes what worlds share (images.ts), where it is not as it should be. Argument: the folder. */
import { buildImage } from '../../harness/guest/image/image.ts';
import { buildPlugin } from '../../harness/guest/image/plugin.ts';
import { qemuVersionOf } from '../../harness/guest/qemu/version.ts';
import { cleanCache } from '../../harness/store/retention/clean.ts';
import { machineOf, readCatalogue } from '../../harness/suite/catalogue.ts';

const [folder = ''] = process.argv.slice(2);
const catalogue = await readCatalogue();
const { workloads } = catalogue;
const machine = machineOf({}, catalogue);
const common = Object.keys(workloads).filter((name) => workloads[name]?.image === undefined);
const { arch, libraries } = machine;
await buildImage(folder, { workloads: common, arch, libraries });
await buildPlugin(folder, await qemuVersionOf(machine), arch);
// Those of earlier sources go.
const limits = Object.entries({ images: 1, plugins: 1, 'image-names': 2 }).map(([what, most]) => {
  return [what, { what, days: 30, most }] as const;
});
await cleanCache(folder, { dryRun: false, now: Date.now() }, Object.fromEntries(limits));
