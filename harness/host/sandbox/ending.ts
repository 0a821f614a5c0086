import { constants } from 'node:os';

const names = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/**
 * How a confined program ended. bubblewrap, as a shell, ends with 128 and the number of the signal that killed its
 * program (propagate_exit_status() of bubblewrap.c); make and QEMU never end with such a code themselves.
 */
export function endingOf(result: { exitCode?: number | undefined; signal?: string | undefined }): {
  exitCode: number | undefined;
  signal: string | undefined;
} {
  const { exitCode, signal } = result;
  const name = signal ?? names.get((exitCode ?? 0) - 128);
  return name === undefined ? { exitCode, signal: undefined } : { exitCode: undefined, signal: name };
}
