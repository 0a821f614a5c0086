/** Where a function begins. */
export interface FunctionStart {
  address: bigint;
  /** The section in whose bytes the address counts: in a file that is not linked yet (.ko, .o), where each begins at 0. */
  section?: string;
  /** Bytes of its code, without the padding behind it; 0 where the file does not say (assembly). */
  length: number;
}

interface Entry {
  address: bigint;
  length: number;
  section: string;
}

/** `[ 1] .text PROGBITS ffffffff81000000 200000 a028a8 00  AX  0   0 64` */
const sectionLine =
  /^ +\[ *(\d+)\] (\S+) +[A-Z_]+ +[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ +([A-Za-z]*) +\d+ +\d+ +\d+$/gm;
/** `42: ffffffff81000140   241 FUNC    LOCAL  DEFAULT    1 verify_cpu`; numbers are those of sections. */
const symbolLine =
  /^ +\d+: ([0-9a-f]+) +(\d+|0x[0-9a-f]+) (?:NOTYPE|FUNC|OBJECT) +[A-Z]+ +[A-Z]+ +(?:\[[^\]]*\] +)?(\d+) (\S+)$/gm;
/** Names that the kernel's own table leaves out (scripts/mksysmap). */
const local = /^(?:\.L|\$)/;

/** The functions of a vmlinux or of a module. */
export class SymbolTable {
  /** It has line numbers for addr2line. */
  readonly hasLines: boolean;
  /** Not linked: each section begins at 0. */
  readonly #relocatable: boolean;
  readonly #functions = new Map<string, Entry[]>();
  /** Addresses of all symbols in ascending order; of a file that is not linked, section by section. */
  readonly #spaces: ReadonlyMap<string, BigUint64Array>;

  /** @param listing what `readelf -hSsW` prints */
  constructor(listing: string) {
    this.#relocatable = /^ +Type: +REL /m.test(listing);
    const sections = new Map<string, { name: string; code: boolean }>();
    for (const [, number = '', name = '', flags = ''] of listing.matchAll(sectionLine))
      sections.set(number, { name, code: flags.includes('X') });
    this.hasLines = [...sections.values()].some(({ name }) => name === '.debug_line' || name === '.zdebug_line');
    const spaces = new Map<string, bigint[]>();
    for (const [, hex = '', length = '', number = '', name = ''] of listing.matchAll(symbolLine)) {
      const section = sections.get(number);
      if (section === undefined || local.test(name)) continue;
      const address = BigInt(`0x${hex}`);
      const space = this.#relocatable ? section.name : '';
      const members = spaces.get(space);
      if (members === undefined) spaces.set(space, [address]);
      else members.push(address);
      if (section.code) this.#add(name, { address, length: Number(length), section: section.name });
    }
    this.#spaces = new Map([...spaces].map(([space, all]) => [space, BigUint64Array.from(all).sort()]));
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /**
   * Where a function begins. Static ones share names, and a table may be of another build than the console: the size must
   * be what the kernel counts, up to the next symbol (get_symbol_pos() of kernel/kallsyms.c).
   * @returns undefined where there is none, or where several fit
   */
  find(name: string, size: number): FunctionStart | undefined {
    return this.#start((this.#functions.get(name) ?? []).filter((each) => this.#fits(each, size)));
  }

  /** There are functions of the name, and all are of another size: the table is of another build than who asks. */
  contradicts(name: string, size: number): boolean {
    const all = this.#functions.get(name);
    return all !== undefined && !all.some((each) => this.#fits(each, size));
  }

  /** Where the only function of a name begins. */
  findOnly(name: string): FunctionStart | undefined {
    return this.#start(this.#functions.get(name) ?? []);
  }

  #start([found, ...others]: readonly Entry[]): FunctionStart | undefined {
    if (found === undefined || others.length > 0) return undefined;
    const { address, length, section } = found;
    return { address, length, ...(this.#relocatable && { section }) };
  }

  #add(name: string, entry: Entry): void {
    const known = this.#functions.get(name);
    if (known === undefined) this.#functions.set(name, [entry]);
    else if (!known.some((each) => each.address === entry.address && each.section === entry.section)) known.push(entry);
  }

  #fits({ address, length, section }: Entry, size: number): boolean {
    const next = firstAfter(this.#spaces.get(this.#relocatable ? section : ''), address);
    if (next !== undefined) return next - address === BigInt(size);
    // The last of a section ends where the loader put the next one.
    return this.#relocatable && size >= length;
  }
}

function firstAfter(sorted: BigUint64Array | undefined, address: bigint): bigint | undefined {
  if (sorted === undefined) return undefined;
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0n) > address) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}
