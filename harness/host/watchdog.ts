import type { ProcessId } from './processId.ts';

/** Stands in the environment of every program that pinproof starts, and so in that of all that these start. */
export const mark = 'PINPROOF_OWNER';

/**
 * Waits for the end of its standard input, which is the end of its owner, however it comes: then ends whatever bears the
 * owner's mark, and removes the owner's scratch folder. A child between fork and exec bears no mark yet, and holds the
 * other end of the standard input until it has; one that is at that very moment is seen on the second look, as is one
 * that was forked during the first.
 * Exit code 1: something does not die within ten seconds.
 */
const script = `
trap '' HUP INT TERM
read -r _
looks=0 empty=0
while [ $empty -lt 2 ]; do
  [ $looks -lt 200 ] || exit 1
  looks=$((looks + 1)) empty=$((empty + 1))
  for path in $(grep -lsazxF "${mark}=$1" /proc/[0-9]*/environ); do
    pid=\${path#/proc/}
    kill -KILL "\${pid%/environ}" 2>/dev/null
    empty=0
  done
  sleep 0.05
done
[ ! -e "$SCRATCH" ] || rm -rf -- "$SCRATCH"
`;

/** A keeper, to be started by `sh`, apart from all that it may end. */
export function watchdogOf(owner: ProcessId, scratch: string): { args: string[]; env: Record<string, string> } {
  return {
    args: ['-c', script, 'pinproof-keeper', owner],
    // Not an argument: what a process is given shows up where people look for what works on a folder.
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', SCRATCH: scratch },
  };
}
