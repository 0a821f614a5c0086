/**
 * The grammar of a cell's id: `tree/device/filesystem/workload/seed`, on the native engine followed by `/rN` for the N-th
 * repeat. `workload` is its label in the plan: the name, with its unusual words behind `+`.
 */
export interface CellName {
  tree: string;
  device: string;
  filesystem: string;
  workload: string;
  seed: string;
  /** Which run of the cell, from 1; native engine only. */
  repeat?: number | undefined;
}

/** Writes the id of a cell. */
export function formatCellId({ tree, device, filesystem, workload, seed, repeat }: CellName): string {
  const id = [tree, device, filesystem, workload, seed].join('/');
  return repeat === undefined ? id : `${id}/r${repeat}`;
}

/** Reads the id of a cell; parts that are missing are empty. */
export function parseCellId(id: string): CellName {
  const [tree = '', device = '', filesystem = '', workload = '', seed = '', run] = id.split('/');
  const repeat = Number(run?.replace(/^r/, ''));
  return { tree, device, filesystem, workload, seed, ...(Number.isInteger(repeat) && { repeat }) };
}

/** Returns the site of a cell, `device/filesystem/workload/seed`: what its tree and its repeat do not change. */
export function siteOf(id: string): string {
  const { device, filesystem, workload, seed } = parseCellId(id);
  return [device, filesystem, workload, seed].join('/');
}

/** The parts of a site: those of a cell's id but its tree and its repeat. */
export type SiteName = Omit<CellName, 'tree' | 'repeat'>;

/** Reads a site. */
export function parseSite(site: string): SiteName {
  const { tree: _, ...name } = parseCellId(`/${site}`);
  return name;
}

/** Returns the id of the tree of a cell. */
export const treeOf = (id: string): string => parseCellId(id).tree;

/** Returns the id of a cell without its repeat, of which each is another run of the same. */
export const withoutRepeat = (id: string): string => repeatOf(id, undefined);

/** Returns the id of another repeat of a cell. */
export const repeatOf = (id: string, repeat: number | undefined): string => {
  const { repeat: _, ...name } = parseCellId(id);
  return formatCellId({ ...name, ...(repeat !== undefined && { repeat }) });
};

/** Returns true where a cell is one of several runs of the same, as on the native engine. */
export const isRepeat = ({ id }: { id: string }): boolean => parseCellId(id).repeat !== undefined;
