import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a guest was asked to do: `WORKLOAD DEVICE FILESYSTEM SEED TREE`, `prepare DEVICE FILESYSTEM TREE` or `boot TREE`. */
export type Site = string;

export interface Journal {
  /** In order; a cell's second run, to compare, is none. */
  asked: Site[];
  /** Those of which the fake QEMU came to its own end. */
  ended: Site[];
}

/** Reads what the fake QEMU has noted of its calls. */
export function readJournal(path: string): Journal {
  const asked = new Map<string, Site>();
  const ended: Site[] = [];
  const order: Site[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [kind, pid = '', what = '', ...more] = line.split(/\s+/);
    if (kind === 'guest' && !what.startsWith('again-')) {
      const site = [what, ...more].join(' ');
      asked.set(pid, site);
      order.push(site);
    } else if (kind === 'guest') asked.delete(pid);
    else if (kind === 'ended') {
      const site = asked.get(pid);
      if (site !== undefined) ended.push(site);
    }
  }
  return { asked: order, ended };
}

/** What the cache holds as done: no guest may be asked for it again. */
export function recordedIn(cache: string): Set<Site> {
  const consoles = ['boots', 'checkpoints', 'cells'].flatMap((kind) => {
    const folder = join(cache, kind);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.filter((name) => /^[0-9a-f]+$/.test(name)).map((name) => join(folder, name, 'console.log'));
  });
  return new Set(consoles.map((path) => siteOf(readFileSync(path, 'latin1').split('\n')[0] ?? '')));
}

/** @param command of QEMU's, the first line of each console */
function siteOf(command: string): Site {
  const word = (name: string): string[] => {
    const value = new RegExp(`[ =]${name}=([^ ']+)`).exec(command)?.[1];
    return value === undefined ? [] : [value];
  };
  const tree = /\/([0-9a-f]+)\/vmlinux/.exec(command)?.[1] ?? '';
  const where = [...word('device'), ...word('filesystem')];
  const what = word('workload')[0] ?? (where.length === 0 ? 'boot' : 'prepare');
  return [what, ...where, ...word('seed'), tree].join(' ');
}
