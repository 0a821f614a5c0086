/** What a way needs to know of the place where it is called. */
export interface Place {
  /** Relative paths are relative to it. */
  folder: string;
  cache: string;
  signal?: AbortSignal;
}

/** A series that was found elsewhere. */
export interface Found {
  /** What does not change any more: commits by their full names, the id of a message. For people. */
  origin: string;
  /** Its content address; where that is not known before it is fetched, undefined. */
  address: unknown;
  /** The commit that it was written on, as a source of a tree, where that is known. */
  base?: string;
  /** Writes it into an empty folder: .patch files, or an mbox. */
  write: (folder: string) => Promise<void>;
}

/** A place other than the disk that a series may come from. */
export interface Way {
  /** What it begins with. */
  prefix: readonly string[];
  find: (text: string, place: Place) => Promise<Found>;
}
