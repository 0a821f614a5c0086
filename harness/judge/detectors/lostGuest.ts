import type { CellRecord } from '../../records/run/cell.ts';
import type { Detector } from './detector.ts';

/** `killed` is no failure: it was QEMU that died. */
const endingWords: Readonly<Record<CellRecord['ending'], string | undefined>> = {
  finished: undefined,
  killed: undefined,
  panicked: 'the kernel panicked',
  oopsed: 'the kernel oopsed',
  hung: 'the guest hung',
  silent: 'the guest fell silent',
  'timed-out': 'the guest did not end within its time limit',
  'never-booted': 'the kernel printed nothing',
};

/** `boot` is told of all cells of a tree that does not come to user space (judge/verdict.ts): those were never run. */
export const lostGuest: Detector = {
  name: 'lost-guest',
  summary: 'guests that did not come to their end, and trees that do not boot',
  kinds: ['boot', 'ending:'],
  detect({ record: { ending, guest } }) {
    const words = endingWords[ending];
    if (words === undefined) return [];
    const detail = guest.stopped === 'console-flood' ? `${words} (its console was flooded)` : words;
    return [{ kind: `ending:${ending}`, count: 1, detail }];
  },
};
