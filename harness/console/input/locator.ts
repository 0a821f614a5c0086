import type { Splat } from '../../records/run/observation.ts';
import { answerKey } from '../../symbols/answers.ts';
import { findModules } from '../../symbols/modules.ts';
import type { Place } from '../../symbols/places.ts';
import { locateSplats } from '../../symbols/splats.ts';
import { Symboliser } from '../../symbols/symboliser.ts';
import { inputError } from '../../text/errors.ts';

export interface KernelFiles {
  /** The kernel that wrote the consoles, with debug information. */
  vmlinux?: string;
  /** A folder in or below which its modules are. */
  modules?: string;
}

/** @throws input error where the files cannot tell lines */
export async function symboliserFor(
  { vmlinux, modules }: KernelFiles,
  signal: AbortSignal,
): Promise<Symboliser | undefined> {
  if (vmlinux === undefined) {
    if (modules === undefined) return undefined;
    throw inputError({
      what: 'modules alone do not tell lines: which tree they are of is seen in the vmlinux',
      todo: 'give --vmlinux FILE too',
    });
  }
  const symboliser = new Symboliser({ vmlinux, ...(modules && { modules: await findModules(modules) }), signal });
  // A wrong file is reported also where no console has a splat.
  await symboliser.check();
  return symboliser;
}

/** Gives the splats of one console their lines, as they come, and keeps in mind which places have none. */
export class Locator {
  readonly #symboliser: Symboliser | undefined;
  readonly #vmlinux: string;
  readonly #unknown = new Map<string, Place>();
  readonly #strangers = new Set<string>();

  constructor(symboliser: Symboliser | undefined, vmlinux = '') {
    this.#symboliser = symboliser;
    this.#vmlinux = vmlinux;
  }

  async locate(splats: readonly Splat[]): Promise<Splat[]> {
    // Once a splat has shown that it is another kernel's file, no line of it is right but by chance.
    if (this.#symboliser === undefined || this.#strangers.has(this.#vmlinux)) return [...splats];
    const { observations, unknown, strangers } = await locateSplats(splats, this.#symboliser);
    for (const place of unknown) this.#unknown.set(answerKey(place), place);
    for (const path of strangers) this.#strangers.add(path);
    return observations;
  }

  /** Which places were left as they are, and why: a line for each cause. */
  notes(): string[] {
    const unknown = [...this.#unknown.values()];
    const [own, foreign] = [unknown.filter(({ module }) => !module), unknown.filter(({ module }) => module)];
    const count = (places: readonly Place[]): string =>
      places.length === 1 ? `${places[0]?.at} is` : `${places.length} places, such as ${places[0]?.at}, are`;
    return [
      ...[...this.#strangers].map(
        (path) => `${path} is of another build: functions have other sizes, so no line is taken from it`,
      ),
      ...(own.length === 0 || this.#strangers.has(this.#vmlinux) ? [] : [`${count(own)} not in ${this.#vmlinux}`]),
      ...(foreign.length === 0 ? [] : [`${count(foreign)} in no module that was found and has debug information`]),
    ];
  }
}
