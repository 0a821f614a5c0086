/** A line of a backtrace, whatever the architecture's way of writing it. */
export interface Frame {
  /** As in kallsyms, without the compiler's suffixes. */
  name: string;
  /** False for `? func`: an address that lay on the stack, perhaps of an older call. */
  certain: boolean;
}

/** `func`, or a demangled Rust path. KSYM_NAME_LEN is 512. */
const name = String.raw`([A-Za-z_][\w.$]{0,511}|<[^+\n]{1,200}>(?:::\w+)+|[A-Za-z_]\w*(?:::[\w{}<>]+)+)`;
/** `func+0x12/0x34`, as %pS and %pB print it (kernel/kallsyms.c, __sprint_symbol). */
const symbol = String.raw`${name}\+0x[0-9a-f]+\/0x[0-9a-f]+`;
/** What may follow: module, powerpc's reliability, what decode_stacktrace.sh and older symbolisers add. */
const behind = String.raw`\)?(?: \[[\w. +-]+\])?(?: \(unreliable\))?(?: \(?[\w./+~-]+:\d+[^\[\]]*\)?)?(?: \[inline\])?(?: \[[\w. +-]+\])?`;
/** Addresses before the symbol: x86 up to 4.10, arm, riscv `[<a>]`; s390 `([<a>]`; powerpc `[stack] [a]`. */
const addresses = String.raw`(?:\(?\[<[0-9a-f]+>\]\)? *|\[[0-9a-f]{8,16}\] ?\[[0-9a-f]{8,16}\] ?)?`;

interface FrameFormat {
  pattern: RegExp;
  /** Group of the question mark, where the format has one. */
  guess?: number;
  name: number;
}

const frameFormats: readonly FrameFormat[] = [
  // arch/x86/kernel/dumpstack.c printk_stack_address(); a stack's `<IRQ>` may stand before the first
  {
    pattern: new RegExp(String.raw`^\s*(?:<\/?[A-Z#]+>\s+)?${addresses}(\? )?${symbol}${behind}\s*$`),
    guess: 1,
    name: 2,
  },
  // arch/arm/kernel/traps.c dump_backtrace_entry(): callee, then its caller; the callee is the line before's caller
  {
    pattern: new RegExp(String.raw`^\s*(?:\[<[0-9a-f]+>\] )?\(?[\w.$]+\)? from (?:\[<[0-9a-f]+>\] )?\(?${symbol}.*$`),
    name: 1,
  },
  // decode_stacktrace.sh: no offset any more; "(inlined by)" or "[inline]" for what the compiler put into its caller
  { pattern: new RegExp(String.raw`^\s+\(inlined by\) ${name} \(.*\)$`), name: 1 },
  {
    pattern: new RegExp(String.raw`^\s+(\? )?${name} \(?[\w./+~-]+:\d+[^\[\]]*\)?(?: \[inline\])$`),
    guess: 1,
    name: 2,
  },
  {
    pattern: new RegExp(String.raw`^\s+(\? )?${name} \([\w./+~-]+:\d+.*\)(?: \[[\w. +-]+\]| \w+)?$`),
    guess: 1,
    name: 2,
  },
];

/** Where a stack begins and ends; and frames without a symbol. */
const marks = [
  /^\s*(?:<\/?[A-Z#_0-9]+>\s*)+$/,
  /^\s*(?:\[<[0-9a-f]+>\] )?\(?[\w.$]+\)? from (?:\[<[0-9a-f]+>\] )?\(?0x[0-9a-f]+\)?$/,
  /^\s*(?:\[<[0-9a-f]+>\]|\[[0-9a-f]{8,16}\] \[[0-9a-f]{8,16}\])? ?(?:\? )?0x[0-9a-f]+(?: \(unreliable\))?$/,
];

/** The instruction pointer in a register dump. x86: code segment 0010 is the kernel's, 0033 and 0023 are a program's. */
const pointers: readonly RegExp[] = [
  // arch/x86/kernel/dumpstack.c show_ip(); up to 4.9 with addresses
  new RegExp(String.raw`^RIP: 0010:(?:\[<[0-9a-f]+>\] *)*${symbol}`),
  // arch/x86/mm/fault.c show_fault_oops() up to 4.19
  new RegExp(String.raw`^IP: (?:\[<[0-9a-f]+>\] *)*${symbol}`),
  // 32 bits; older kernels "is at"
  new RegExp(`^EIP(?: is at|:) ${symbol}`),
  // arm, and arm64 up to 4.8
  new RegExp(`^PC is at ${symbol}`),
  // arm64 `pc :`, riscv `epc :`, mips `epc   : address`, loongarch `pc address`
  new RegExp(String.raw`^e?pc\s*:? (?:[0-9a-f]{8,16} )?${symbol}`),
  // powerpc
  new RegExp(String.raw`^NIP \[[0-9a-f]{8,16}\] ${symbol}`),
  // s390
  new RegExp(String.raw`^Krnl PSW : [0-9a-f]+ [0-9a-f]+ \(${symbol}`),
];

/** gcc's and clang's suffixes of clones; `.cold` is the part that is rarely run. */
const compilerSuffix = /\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias|cfi)\b.*$/;
/** Not from the middle of a word: a line of 8 KiB of letters would be tried from each of them. */
const anySymbol = new RegExp(String.raw`(?<![\w.$])${symbol}`);

/** Takes the compiler's suffixes off. */
export function plainName(raw: string): string {
  return raw.replace(compilerSuffix, '');
}

/** The function that a line of a backtrace names; undefined for other lines. */
export function frameOf(text: string): Frame | undefined {
  for (const format of frameFormats) {
    const found = format.pattern.exec(text);
    if (found === null) continue;
    return {
      name: plainName(found[format.name] ?? ''),
      certain: format.guess === undefined || found[format.guess] === undefined,
    };
  }
  return undefined;
}

/** True for every line that stands in a backtrace, guesses and stack switches included. */
export function isTraceLine(text: string): boolean {
  return frameOf(text) !== undefined || marks.some((mark) => mark.test(text));
}

/**
 * What stands above a backtrace. Up to 4.9 the stack's words may come before it in one line; mm/kmemleak.c
 * print_unreferenced() adds a checksum in 6.12.
 */
const title = /^\s*(?:(?:[0-9a-f]{16} ?)*Call [Tt]race:|stack backtrace:|[Bb]acktrace(?: \(crc [0-9a-f]+\))?:)/;

/** True for the line that says that a backtrace follows. */
export function isTraceTitle(text: string): boolean {
  return title.test(text);
}

/** The function in which the instruction pointer stood, if it stood in the kernel. */
export function instructionPointerOf(text: string): string | undefined {
  for (const pattern of pointers) {
    const found = pattern.exec(text);
    if (found !== null) return plainName(found[1] ?? '');
  }
  return undefined;
}

/** The first `func+0x1/0x2` in running text, such as the last word of `BUG: KASAN: ... in func+0x1/0x2`. */
export function symbolIn(text: string): string | undefined {
  const found = anySymbol.exec(text)?.[1];
  return found === undefined ? undefined : plainName(found);
}
