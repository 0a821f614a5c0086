import type { SplatFormat, SplatKind } from './format.ts';

export const rebootKinds = {
  reboot: { detector: 'crashes', gravity: 'crash' },
} satisfies Record<string, SplatKind>;

type Kind = keyof typeof rebootKinds;

/**
 * A machine that begins anew in the middle of a console: a triple fault, a watchdog, a reset. What firmware and kernel
 * say first; each counts only after something else had been said (a console that begins with a boot is a console).
 */
const banners: readonly (readonly [cue: string, header: RegExp, after: 'kernel' | 'anything'])[] = [
  ['SeaBIOS (version', /^SeaBIOS \(version /, 'anything'],
  ['early console in extract_kernel', /^early console in extract_kernel/, 'kernel'],
  ['Decompressing Linux', /^Decompressing Linux\.\.\. Parsing ELF/, 'kernel'],
  ['Booting Linux on physical CPU', /^Booting Linux on physical CPU/, 'kernel'],
  ['Linux version ', /^Linux version \d+\.\d+/, 'kernel'],
  ['BdsDxe: ', /^BdsDxe: (?:loading|starting) Boot/, 'kernel'],
  ['U-Boot ', /^U-Boot (?:SPL )?\d{4}\./, 'kernel'],
];

export const rebootFormats: readonly SplatFormat<Kind>[] = banners.map(
  ([cue, header, after]): SplatFormat<Kind> => ({
    kind: 'reboot',
    class: 'reboot',
    family: 'reboot',
    cues: [cue],
    header,
    title: 'unexpected reboot',
    end: 'line',
    guilty: 'none',
    after,
  }),
);
