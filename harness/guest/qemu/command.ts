import { shellWord } from '../../host/shellCommand.ts';

/** Files that QEMU opens in the cache, as `builds/KEY/vmlinux`: the cache is elsewhere on another machine. */
const inCache = /^\/.*\/((?:builds|images|plugins)\/[0-9a-f]+\/[^/]+)$/;

/** Sets $cache in a shell as host/paths.ts finds the cache folder. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a shell reads it.
const setCache = 'cache=${PINPROOF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pinproof}';

/** Returns the command line of a guest as a person pastes it into a shell, on whichever machine: it names no place of this one. */
export function guestCommand(program: string, args: readonly string[]): string {
  const words = args.map((word) => {
    const inside = inCache.exec(word)?.[1];
    return inside === undefined ? shellWord(word) : `$cache/${inside}`;
  });
  const command = [program, ...words].join(' ');
  return command.includes('$cache/') ? `${setCache}; ${command}` : command;
}
