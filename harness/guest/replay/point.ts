import type { Machine } from '../../records/inputs/vm.ts';
import type { SymbolTable } from '../../symbols/symbolTable.ts';

/** Where a debugger stops a cell. */
export type Point =
  /** At an instruction that is run for nothing but its report: a ud2 of WARN() or BUG(). The first time is the one. */
  | { is: 'trap'; address: bigint; at: string }
  /** At an instruction that faults once, and may have run many times before. */
  | { is: 'fault'; address: bigint; at: string }
  /** At the guest's first timer tick at or after this time. */
  | { is: 'time'; seconds: number; at: string };

/** Of a splat, what its point follows from. */
export interface SplatFacts {
  /** A `hang` is about what did not go on; the instruction that it names was only interrupted. */
  class: string;
  text: string;
  /** Guest seconds of its first line; undefined where the console has no times. */
  seconds: number | undefined;
}

/** `function+0xOFFSET/0xSIZE` behind the machine's word for the instruction pointer. */
const placeAfter = (pointer: string): RegExp => new RegExp(`\\b${pointer}([\\w.$]+)\\+0x([0-9a-f]+)/0x([0-9a-f]+)`);

/** The code around the instruction pointer, with a trap there. */
const codeWith = (trap: string): RegExp => new RegExp(`\\bCode: .*${trap}`);

/**
 * Where a splat can be seen to happen: at its instruction if it names one, else when it was printed.
 * @param reports how the machine's kernel names the instruction
 * @returns undefined where it has neither
 */
export function pointOfSplat(
  { class: means, text, seconds }: SplatFacts,
  symbols: SymbolTable,
  reports: Machine['reports'],
): Point | undefined {
  const found = reports && placeAfter(reports.pointer).exec(text);
  if (found && means !== 'hang') {
    const [, name = '', offset = '', size = ''] = found;
    const start = symbols.find(name, Number.parseInt(size, 16));
    if (start !== undefined) {
      const address = start.address + BigInt(`0x${offset}`);
      const is = codeWith(reports.trap).test(text) || means === 'warning' ? 'trap' : 'fault';
      return { is, address, at: `${name}+0x${offset}` };
    }
  }
  return seconds === undefined ? undefined : timePoint(seconds);
}

export const timePoint = (seconds: number): Point => ({ is: 'time', seconds, at: `${seconds} s of guest time` });
