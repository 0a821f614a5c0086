import { access } from 'node:fs/promises';
import type { SourceFrame } from '../records/run/observation.ts';
import { inputError } from '../text/errors.ts';
import { type Address, framesAt } from './addr2line.ts';
import type { Place } from './places.ts';
import { readObject } from './readObject.ts';
import { SymbolTable } from './symbolTable.ts';

/** The symbols of a vmlinux, a module or another ELF file. @throws input error where it is none, or has none */
export async function readSymbols(path: string, signal?: AbortSignal): Promise<SymbolTable> {
  await access(path).catch((error: Error) => {
    throw inputError({ what: 'the file cannot be read', where: path, why: error.message });
  });
  const { stdout, stderr, exitCode } = await readObject('readelf', ['-hSsW'], path, { signal });
  if (exitCode !== 0 || !stdout.startsWith('ELF Header:')) {
    throw inputError({
      what: 'this is not an ELF file',
      where: path,
      why: stderr.replace(/^readelf: /gm, '').trim(),
      todo: 'what is wanted is the vmlinux in the folder of the build, not the bzImage or vmlinuz that is booted',
    });
  }
  return new SymbolTable(stdout);
}

/** Compiled code, in which places of the console are looked up. The file is read when the first one is. */
export class ObjectFile {
  readonly path: string;
  #symbols: Promise<SymbolTable> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws input error where the file cannot tell lines */
  async symbols(signal?: AbortSignal): Promise<SymbolTable> {
    this.#symbols ??= this.#read(signal);
    return this.#symbols;
  }

  /**
   * @returns the frames of each place, innermost first; empty where it has no line, and undefined where it is not a place of
   * this file
   */
  async locate(places: readonly Place[], signal?: AbortSignal): Promise<(SourceFrame[] | undefined)[]> {
    const symbols = await this.symbols(signal);
    const addresses = places.map((place) => addressOf(place, symbols));
    const asked = addresses.filter((each) => each !== undefined && each !== 'padding');
    const frames = asked.length === 0 ? [] : await framesAt(this.path, asked, signal);
    let nth = 0;
    return addresses.map((each) => {
      if (each === undefined) return undefined;
      return each === 'padding' ? [] : (frames[nth++] ?? []);
    });
  }

  /**
   * The folder of the tree that a vmlinux was built from, with a slash at its end: what stands before the file of
   * kernel_init(), as scripts/decode_stacktrace.sh has it. Empty where that is not to be seen.
   */
  async root(signal?: AbortSignal): Promise<string> {
    const landmark = (await this.symbols(signal)).findOnly('kernel_init');
    const [frames = []] = landmark === undefined ? [] : await framesAt(this.path, [landmark], signal);
    const file = frames.at(-1)?.file ?? '';
    return file.endsWith('/init/main.c') ? file.slice(0, -'init/main.c'.length) : '';
  }

  async #read(signal: AbortSignal | undefined): Promise<SymbolTable> {
    const symbols = await readSymbols(this.path, signal);
    if (symbols.hasLines) return symbols;
    throw inputError({
      what: 'the file has no debug information, so it does not tell lines',
      where: this.path,
      todo: 'build it with CONFIG_DEBUG_INFO, or give the unstripped one; distributions have it in a package of its own (-dbg, -debuginfo)',
    });
  }
}

/**
 * The instruction of a place. The call of a return address is the instruction before it, which ends one byte earlier:
 * enough to be in it, and in its function where the call never returns and is the last thing there.
 * Behind a function's end is padding; a `? func` guess may point there, being the start of the next function.
 */
function addressOf({ name, offset, size, exact }: Place, symbols: SymbolTable): Address | 'padding' | undefined {
  const start = symbols.find(name, size);
  if (start === undefined || offset > size) return undefined;
  const inside = exact ? offset : offset - 1;
  if (start.length > 0 && inside >= start.length) return 'padding';
  return { address: start.address + BigInt(inside), ...(start.section !== undefined && { section: start.section }) };
}
