/** Makes what worlds share (images.ts), where it is not as it should be. Argument: the folder. */
import { buildImage } from '../../harness/guest/image/image.ts';
import { buildPlugin } from '../../harness/guest/image/plugin.ts';
import { qemuVersionOf } from '../../harness/guest/qemu/version.ts';
import { machineOf, readCatalogue } from '../../harness/suite/catalogue.ts';

const [folder = ''] = process.argv.slice(2);
const catalogue = await readCatalogue();
const { workloads } = catalogue;
const machine = machineOf({}, catalogue);
const common = Object.keys(workloads).filter((name) => workloads[name]?.image === undefined);
const { arch, libraries } = machine;
await buildImage(folder, { workloads: common, arch, libraries });
await buildPlugin(folder, await qemuVersionOf(machine), arch);
