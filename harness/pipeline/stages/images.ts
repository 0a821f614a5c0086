import type { BootRequest } from '../../execute/bootTrees.ts';
import type { OwnImage } from '../../records/inputs/workload.ts';
import type { Plan } from '../../records/run/plan.ts';
import { fetchSource } from '../../sources/fetch.ts';
import { parseSource } from '../../sources/source.ts';
import type { Context } from '../context.ts';

/**
 * What goes into the guest images of a run: the one that all workloads share, and one for each planned workload that
 * has its own, with the sources of its selftests fetched.
 * @throws input error where those sources are not installed
 */
export async function imagesOf({ workloads }: Plan, context: Context): Promise<BootRequest['images']> {
  const common = Object.keys(context.catalogue.workloads).filter(
    (name) => context.catalogue.workloads[name]?.image === undefined,
  );
  const own: BootRequest['images']['own'] = {};
  for (const [name, { image }] of Object.entries(workloads)) {
    if (image === undefined) continue;
    const selftests = image.selftests && (await fetched(image.selftests, context));
    own[name] = { workloads: [name], programs: image.programs, ...(selftests && { selftests }) };
  }
  return { common, own };
}

async function fetched({ source, programs }: NonNullable<OwnImage['selftests']>, { cache, signal, tell }: Context) {
  tell({ type: 'step', stage: 'boot', subject: 'image', text: `source ${source}` });
  const { folder } = await fetchSource(await parseSource(source, process.cwd()), cache, signal);
  return { tree: folder, programs };
}
