import { marks } from '../kinds/guest/stages.ts';

/** The guest writes it to /dev/kmsg when the cell begins: what mkfs and probing logged before it is no evidence. */
export const cellMarker = `pinproof: ${marks.cellBegin}`;

/** The kernel's first words: a line that is the kernel's though it may have no time (early_printk). */
export const kernelBanner = 'Linux version ';
