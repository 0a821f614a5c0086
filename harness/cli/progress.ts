import type { Event, Tell } from '../records/events.ts';
import { neutralLine, neutralText } from '../text/neutral.ts';

/** What the renderer needs of standard error. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/**
 * Shows events: on a terminal one moving line under the finished ones, elsewhere plain lines.
 * Progress goes to standard error; standard output is for results.
 */
export function showProgress(
  screen: Screen,
  clock: () => number = () => performance.now(),
): { tell: Tell; close: () => void } {
  return screen.isTTY ? onTerminal(screen, clock) : inLines(screen, clock);
}

/** Events that another part of cli/ renders. */
type Silent = Extract<Event, { type: 'built' | 'hopeless' | 'shell' }>;
const isSilent = (event: Event): event is Silent => ['built', 'hopeless', 'shell'].includes(event.type);

/** Plain lines say how far a long step is only this often: a log is read afterwards. */
const plainIntervalMs = 30_000;
/** More often than this no eye can follow, and each redraw costs. */
const redrawIntervalMs = 100;

function inLines(screen: Screen, clock: () => number): { tell: Tell; close: () => void } {
  const eta = new Estimate(clock);
  let lastProgress = clock();
  const tell: Tell = (event) => {
    if (isSilent(event)) return;
    if (event.type === 'progress') {
      const percent = eta.describe(event);
      if (clock() - lastProgress < plainIntervalMs) return;
      lastProgress = clock();
      screen.write(`${event.stage} ${event.subject}: ${percent}\n`);
      return;
    }
    screen.write(`${line(event)}\n`);
  };
  return { tell, close: () => {} };
}

function onTerminal(screen: Screen, clock: () => number): { tell: Tell; close: () => void } {
  const eta = new Estimate(clock);
  let lastDraw = Number.NEGATIVE_INFINITY;
  const clear = '\r\u001b[K';
  const fit = (text: string): string => text.slice(0, Math.max(20, (screen.columns ?? 80) - 1));
  const tell: Tell = (event) => {
    if (isSilent(event)) return;
    if (event.type === 'done' || event.type === 'warning' || event.type === 'note') {
      screen.write(`${clear}${line(event)}\n`);
      return;
    }
    const text =
      event.type === 'step' ? line(event) : `${event.stage} ${event.subject}: ${eta.describe(event)} ${event.text}`;
    if (event.type === 'progress' && clock() - lastDraw < redrawIntervalMs) return;
    lastDraw = clock();
    screen.write(clear + fit(neutralLine(text)));
  };
  return { tell, close: () => screen.write(clear) };
}

function line(event: Exclude<Event, { type: 'progress' } | Silent>): string {
  if (event.type === 'note') return neutralText(`pinproof: ${event.text}`, 1000).trimEnd();
  const { stage, subject, text } = event;
  const mark = event.type === 'warning' ? 'warning: ' : '';
  const spent =
    event.type !== 'done'
      ? ''
      : event.recalled
        ? ' (recalled)'
        : event.seconds === undefined
          ? ''
          : ` (${duration(event.seconds)})`;
  return neutralLine(`${mark}${stage} ${subject}: ${text}${spent}`);
}

/** The time left, from the pace since the first progress of a subject. */
class Estimate {
  readonly #clock: () => number;
  readonly #begun = new Map<string, { at: number; done: number }>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  describe({ stage, subject, done, total }: Extract<Event, { type: 'progress' }>): string {
    const key = `${stage} ${subject}`;
    const begun = this.#begun.get(key) ?? { at: this.#clock(), done };
    this.#begun.set(key, begun);
    if (total === 0) return `${done}`;
    const percent = `${Math.floor((100 * done) / total)} % (${done} of ${total})`;
    const pace = (done - begun.done) / (this.#clock() - begun.at);
    if (!Number.isFinite(pace) || pace <= 0) return percent;
    return `${percent}, ${duration((total - done) / pace / 1000)} left`;
  }
}

/** Seconds as a person says them: 4.2 s, 58 s, 7 min 12 s. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
