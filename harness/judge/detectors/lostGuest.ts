import { endingKinds } from '../../kinds/endings.ts';
import type { Detector } from './detector.ts';

/** `boot` is a failure of all cells of a tree that does not come to user space (judge/verdict.ts): those were never run. */
export const lostGuest: Detector = {
  name: 'lost-guest',
  summary: 'guests that did not come to their end, and trees that do not boot',
  detect({ record: { ending, guest } }) {
    const words = ending === 'finished' ? undefined : endingKinds[ending].detail;
    if (words === undefined) return [];
    const detail = guest.stopped === 'console-flood' ? `${words} (its console was flooded)` : words;
    return [{ kind: `ending:${ending}`, count: 1, detail }];
  },
};
