import type { FailureKind } from './failureKind.ts';

/** A way in which a guest is lost. */
export interface EndingKind extends FailureKind {
  /** What is said of the guest where it is a failure of the tree; absent where it is not the kernel that failed. */
  detail?: string;
}

const lost = (detail?: string): EndingKind => ({
  detector: 'lost-guest',
  gravity: 'crash',
  real: true,
  ...(detail === undefined ? {} : { detail }),
});

/** Endings of guests (records/run/guest.ts) other than `finished`. As a failure: `ending:<kind>`. */
export const endingKinds = {
  panicked: lost('the kernel panicked'),
  oopsed: lost('the kernel oopsed'),
  hung: lost('the guest hung'),
  silent: lost('the guest fell silent'),
  'timed-out': lost('the guest did not end within its time limit'),
  'never-booted': lost('the kernel printed nothing'),
  // It was QEMU that died.
  killed: lost(),
} satisfies Record<string, EndingKind>;
