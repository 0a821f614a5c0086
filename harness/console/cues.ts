import { integrityFormats } from '../kinds/lines/integrity.ts';
import { logFormats } from '../kinds/lines/log.ts';
import { splatFormats } from '../kinds/splats/index.ts';
import { suppression } from './benign.ts';
import { cellMarker, kernelBanner } from './marker.ts';
import { structureCues } from './splat/reader.ts';

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
  ...[...splatFormats, ...integrityFormats, ...logFormats].flatMap((each) => each.cues.flatMap(longEnough)),
  ...structureCues,
  ...suppression.cues,
  kernelBanner,
  cellMarker,
];
