import { join } from 'node:path';
import type { World } from '../worlds/helpers.ts';

/**
 * Shows the fake QEMU of a confined world the one file where it notes its calls, and nothing else: a bubblewrap that is
 * found before the machine's own adds that to what the sandbox shows, before the root is closed.
 */
export function takeNotes(world: World, bwrap: string): void {
  const log = join(world.folder, 'calls.log');
  world.write('qemu/notes', log);
  const script = `
left=$#
while [ $left -gt 0 ]; do
	[ "$1 $2" != "--remount-ro /" ] || set -- "$@" --bind ${log} ${log}
	set -- "$@" "$1"
	shift
	left=$((left - 1))
done
exec ${bwrap} "$@"
`;
  world.program('bwrap', script);
}
