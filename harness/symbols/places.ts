/** A place in the code, as the kernel prints it: %pS and %pB, `func+0x12/0x34 [module]` (kernel/kallsyms.c, __sprint_symbol). */
export interface Place {
  /** As it is printed, the module included and its build id left out: one name for one place of a splat. */
  at: string;
  name: string;
  /** Bytes from the start of the function. */
  offset: number;
  /** Bytes from the start of the function to the next symbol. */
  size: number;
  /** Absent: it is in the kernel itself. */
  module?: string;
  /** The address is that of the instruction meant; else it is a return address, which points behind the call. */
  exact: boolean;
}

/** One place: name, offset, size, module. A function of 256 MB would be damage, and so are longer numbers. */
export const placePattern =
  /([A-Za-z_][\w.$]*)\+0x([0-9a-f]{1,7})\/0x([0-9a-f]{1,7})(?![0-9a-f])(?: \[([\w-]+)(?: [0-9a-f]{8,64})?\])?/g;

/**
 * Lines that name an instruction and no return address: show_ip() of arch/x86/kernel/dumpstack.c and what other
 * architectures call the pointer; the header of __warn() (kernel/panic.c), which has the address of the trap; headers of
 * KFENCE for accesses, which come from a page fault (mm/kfence/report.c).
 */
const exactLine =
  /^(?:RIP: [0-9a-f]{4}:|EIP: |e?pc : |WARNING: .* at |BUG: KFENCE: (?:out-of-bounds|use-after-free|invalid) (?:read|write) in )/;

/**
 * The places that a splat names, each once, in the order of the text. A place that is named as an instruction anywhere
 * is one wherever it stands: the saved registers of a fault are found in its backtrace too.
 */
export function placesIn(text: string): Place[] {
  const places = new Map<string, Place>();
  for (const line of text.split('\n')) {
    const exact = exactLine.test(line);
    for (const match of line.matchAll(placePattern)) {
      const place = placeOf(match);
      const known = places.get(place.at);
      if (known === undefined) places.set(place.at, { ...place, exact: exact || place.offset === 0 });
      else known.exact ||= exact;
    }
  }
  return [...places.values()];
}

/** @param match of placePattern */
export function placeOf([, name = '', offset = '', size = '', module]: RegExpMatchArray): Omit<Place, 'exact'> {
  return {
    at: `${name}+0x${offset}/0x${size}${module === undefined ? '' : ` [${module}]`}`,
    name,
    offset: Number.parseInt(offset, 16),
    size: Number.parseInt(size, 16),
    ...(module !== undefined && { module }),
  };
}
