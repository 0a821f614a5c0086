import { splatFormats } from './formats/index.ts';
import { structureCues } from './splat/reader.ts';

/** Of what has no table of its own. */
const others: readonly string[] = [
  // formats/boots.ts orderlyReboot, and who spoke before a boot (splat/reader.ts)
  'reboot: ',
  'Restarting system',
  'Rebooting in ',
  'Starting new kernel',
  'sysrq: ',
  'qemu-',
  'qemu: ',
  // integrityFormats
  ' check failed on sector ',
  ' tag error at ',
  'Add. Sense: ',
  'ASC=0x10 ',
  // logFormats
  'EXT4-fs ',
  'JBD2: ',
  'Aborting journal',
  'aborted journal',
  ': writeback error on inode',
  'XFS (',
  'BTRFS',
  'Buffer I/O error',
  'Page cache invalidation failure',
  'protection error, dev ',
  ' error, dev ',
  'page allocation failure',
  'vmalloc',
  'Unable to pin memory',
  'rxe_reg_user_mr: returned',
  ' suppressed',
  // console.ts
  'Linux version ',
  'pinproof: cell begin',
];

/** The finder needs three characters. The kernel puts a number behind `[#`. */
const longEnough = (cue: string): string[] =>
  cue === '[#' ? Array.from('123456789', (digit) => `${cue}${digit}`) : [cue];

/**
 * Literal strings, one of which stands in each line that a ConsoleReader reacts to while it is idle; lines without one
 * are never looked at one by one. A report's middle and end need none. test/unit/console/scan/consoleScanner.test.ts holds
 * the readers to it.
 *
 * Case matters. A longer cue is cheaper: it stands in fewer lines that turn out to be nothing.
 */
export const cues: readonly string[] = [
  ...structureCues,
  ...splatFormats.flatMap((each) => each.cues.flatMap(longEnough)),
  ...others,
];
