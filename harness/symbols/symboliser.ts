import type { Location, SourceFrame } from '../records/run/observation.ts';
import { PinproofError } from '../text/errors.ts';
import { inTree } from './addr2line.ts';
import { type Answers, answerKey, readAnswers, writeAnswers } from './answers.ts';
import { ObjectFile } from './objectFile.ts';
import { type Place, placesIn } from './places.ts';

/** More new places than these in one console are no kernel's, and are left as they are. */
const mostPlaces = 4000;

export interface SymbolSources {
  vmlinux: string;
  /** Files of modules by the kernel's names; without, their places are left as they are. */
  modules?: ReadonlyMap<string, string>;
  /** Where answers are kept, and the content address of the build that they are of. */
  kept?: { cache: string; build: string };
  signal?: AbortSignal;
}

/** What is known of the places in the splats of one console. */
export interface Located {
  /** For each text, in its order. Places without a line are left out. */
  locations: Location[][];
  /** Places that are in no file, or in one that does not tell lines. */
  unknown: Place[];
  /** Files of another build than the console: what they would say is not to be trusted, and is left out. */
  strangers: string[];
}

/** Finds the lines of places in the files of one build. What was found once is not looked for again. */
export class Symboliser {
  readonly #sources: SymbolSources;
  readonly #vmlinux: ObjectFile;
  readonly #modules: ReadonlyMap<string, ObjectFile>;
  #answers: Answers | undefined;
  #root: Promise<string> | undefined;
  readonly #unknown = new Set<string>();
  /** Cells end together: one request after the other, or two would look for the same. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(sources: SymbolSources) {
    this.#sources = sources;
    this.#vmlinux = new ObjectFile(sources.vmlinux);
    this.#modules = new Map([...(sources.modules ?? [])].map(([name, path]) => [name, new ObjectFile(path)]));
  }

  /** @throws input error where the vmlinux does not tell lines: it is no ELF file, or has no debug information */
  async check(): Promise<void> {
    await this.#vmlinux.symbols(this.#sources.signal);
  }

  /**
   * The lines of all places that the splats of one console name.
   * @throws input error where the vmlinux does not tell lines
   */
  locate(texts: readonly string[]): Promise<Located> {
    const request = this.#last.then(() => this.#locate(texts));
    this.#last = request.catch(() => {});
    return request;
  }

  async #locate(texts: readonly string[]): Promise<Located> {
    const all = texts.map(placesIn);
    const wanted = [...new Map(all.flat().map((place) => [answerKey(place), place])).values()];
    const answers = await this.#answered(wanted);
    const unknown = wanted.filter((place) => this.#unknown.has(answerKey(place)));
    const strangers = await this.#strangersAmong(wanted, unknown);
    const framesOf = (place: Place): SourceFrame[] => {
      const path = this.#fileOf(place)?.path;
      return path === undefined || strangers.includes(path) ? [] : (answers.get(answerKey(place)) ?? []);
    };
    const located = (place: Place): Location[] => {
      const frames = framesOf(place);
      return frames.length === 0 ? [] : [{ at: place.at, frames }];
    };
    return { locations: all.map((places) => places.flatMap(located)), unknown, strangers };
  }

  /** All answers, after those that were not there yet have been found. */
  async #answered(wanted: readonly Place[]): Promise<Answers> {
    const { kept } = this.#sources;
    this.#answers ??= kept === undefined ? new Map() : await readAnswers(kept.cache, kept.build);
    const answers = this.#answers;
    const isNew = (key: string): boolean => !answers.has(key) && !this.#unknown.has(key);
    const fresh = wanted.filter((place) => isNew(answerKey(place))).slice(0, mostPlaces);
    const before = answers.size;
    for (const [file, places] of Map.groupBy(fresh, (place) => this.#fileOf(place))) {
      const found = await this.#ask(file, places);
      places.forEach((place, index) => {
        const frames = found[index];
        if (frames === undefined) this.#unknown.add(answerKey(place));
        else answers.set(answerKey(place), frames);
      });
    }
    if (kept !== undefined && answers.size > before) await writeAnswers(kept.cache, kept.build, answers);
    return answers;
  }

  /** Files as the tree names them. */
  async #ask(file: ObjectFile | undefined, places: readonly Place[]): Promise<(SourceFrame[] | undefined)[]> {
    const { signal } = this.#sources;
    if (file === undefined || !(await this.#tellsLines(file))) return [];
    this.#root ??= this.#vmlinux.root(signal);
    const [root, found] = await Promise.all([this.#root, file.locate(places, signal)]);
    return found.map((frames) => frames && inTree(frames, root));
  }

  /** Of a module that is stripped the others are no worse; without the kernel nothing is known. */
  async #tellsLines(file: ObjectFile): Promise<boolean> {
    try {
      await file.symbols(this.#sources.signal);
      return true;
    } catch (error) {
      if (file === this.#vmlinux || !(error instanceof PinproofError) || error.blame !== 'input') throw error;
      return false;
    }
  }

  /** Sizes are exact: where two differ, and more than one in ten, it is no damage to a line of the console. */
  async #strangersAmong(wanted: readonly Place[], unknown: readonly Place[]): Promise<string[]> {
    const strangers: string[] = [];
    for (const [file, missing] of Map.groupBy(unknown, (place) => this.#fileOf(place))) {
      if (file === undefined || missing.length < 2 || !(await this.#tellsLines(file))) continue;
      const symbols = await file.symbols(this.#sources.signal);
      const { length } = missing.filter(({ name, size }) => symbols.contradicts(name, size));
      const all = wanted.filter((place) => this.#fileOf(place) === file).length;
      if (length >= 2 && length * 10 > all) strangers.push(file.path);
    }
    return strangers;
  }

  #fileOf({ module }: Place): ObjectFile | undefined {
    return module === undefined ? this.#vmlinux : this.#modules.get(module.replaceAll('-', '_'));
  }
}
