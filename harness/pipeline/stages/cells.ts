import { runCells } from '../../execute/runCells.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import { cellsOfShard } from '../../plan/shard.ts';
import { machineOf } from '../../suite/catalogue.ts';
import type { Context } from '../context.ts';
import { collect } from './collect.ts';
import { cellSymboliser } from './symbolise.ts';

/** Runs the cells, those of its share where the run is a shard, and reads what each left. */
export async function cellStage(context: Context): Promise<void> {
  const { catalogue, run } = context;
  const [whole, build, boot] = [await run.get('plan'), await run.get('build'), await run.get('boot')];
  const machine = machineOf(whole, catalogue);
  const shard = await run.find('shard');
  const unconfined = await demandSandbox(whole.trees);
  // The trees may have been booted in one, here or on another machine.
  if (unconfined !== undefined && boot.unconfined === undefined) await run.noteUnconfined(unconfined);
  const symbolise = cellSymboliser({ ...context, build, stage: 'run' });
  await runCells({
    ...context,
    plan: shard === undefined ? whole : { ...whole, cells: cellsOfShard(whole, shard) },
    build,
    boot,
    machine,
    devices: catalogue.devices,
    qemuVersion: await qemuVersionOf(machine),
    ended: async ({ cell, key, folder, lost }) =>
      folder.put(
        lost === undefined
          ? await symbolise(await collect(folder, key, cell))
          : { format: 'pinproof.lost-cell/1', cell, message: lost },
      ),
  });
}
