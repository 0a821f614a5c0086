/** Names of what the guest of a cell, or of a boot, leaves in its folder. QEMU writes the first three. */
export const consoleName = 'console.log';
export const reportName = 'report.ktap';
export const traceName = 'trace.log';
/** How QEMU ended: a GuestRecord. */
export const guestName = 'guest.json';
/** Whether the cell repeated; only where it was run twice. */
export const selfCheckName = 'self-check.json';

/** What is kept of every guest, in the order in which it is written: one whose guest.json is there is whole. */
export const guestProducts = [consoleName, reportName, guestName] as const;
