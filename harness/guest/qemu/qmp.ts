import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { infrastructureError } from '../../text/errors.ts';

/** A line of QEMU's machine protocol (QEMU, docs/interop/qmp-spec): a greeting, an answer or an event. */
const lineSchema = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
  event: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

export interface QmpEvent {
  event: string;
  data: Record<string, unknown>;
}

/** QEMU ended, or was ended, in the middle of the conversation. */
export class QmpClosed extends Error {
  override readonly name = 'QmpClosed';
}

/** A conversation with one QEMU: commands answered in order, and events kept until someone asks for them. */
export class Qmp {
  readonly #output: Writable;
  readonly #answers: { resolve: (value: unknown) => void; reject: (error: Error) => void; command: string }[] = [];
  readonly #events: QmpEvent[] = [];
  #wake: () => void = () => {};
  #closed = false;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    // A QEMU that is gone shows at its other stream.
    output.on('error', () => {});
    const lines = createInterface({ input });
    lines.on('line', (line) => this.#take(line));
    lines.on('close', () => this.#close());
  }

  /** @throws infrastructure error where QEMU refuses; QmpClosed where it ends before it answers */
  execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    if (this.#closed) return Promise.reject(new QmpClosed(command));
    return new Promise((resolve, reject) => {
      this.#answers.push({ resolve, reject, command });
      this.#output.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }

  /**
   * The next event that fits, also one that came before the question; the others are forgotten.
   * @throws QmpClosed where QEMU ends before
   */
  async event(fits: (event: QmpEvent) => boolean): Promise<QmpEvent> {
    for (;;) {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        if (fits(event)) return event;
      }
      if (this.#closed) throw new QmpClosed('event');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(text: string): void {
    const line = lineSchema.safeParse(parsed(text)).data;
    if (line?.event !== undefined) {
      this.#events.push({ event: line.event, data: line.data ?? {} });
      this.#wake();
    } else if (line?.error !== undefined) {
      const answer = this.#answers.shift();
      answer?.reject(infrastructureError({ what: `QEMU refuses ${answer.command}`, why: line.error.desc }));
    } else if (line !== undefined && 'return' in line) {
      this.#answers.shift()?.resolve(line.return);
    }
    // Else the greeting.
  }

  #close(): void {
    this.#closed = true;
    for (const { reject, command } of this.#answers.splice(0)) reject(new QmpClosed(command));
    this.#wake();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
