import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../host/exec.ts';
import { findProgram } from '../../host/requirements.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { inputError } from '../../text/errors.ts';
import { neutralText } from '../../text/neutral.ts';
import type { Way } from './way.ts';

/**
 * `msgid:ID`, or a URL of lore.kernel.org: the newest version of the series that a mail belongs to, as `b4 am` finds it in
 * the archive.
 * @throws input error where the text has no Message-ID, b4 is not installed, or b4 does not find the series
 */
export const message: Way = {
  prefix: ['msgid:', 'https://lore.kernel.org/'],
  find: async (text, { signal }) => {
    const id = idIn(text);
    if ((await findProgram('b4')) === undefined) {
      throw inputError({
        what: 'b4 is not installed, which finds a series by one of its messages',
        where: `series ${text}`,
        todo: 'apt-get install b4; or save the thread from lore.kernel.org (mbox.gz), and give that file',
      });
    }
    const scratch = await mkdtemp(join(scratchFolder(), 'b4-'));
    try {
      const ended = await runProgram('b4', ['am', '--outdir', scratch, id], signal === undefined ? {} : { signal });
      const [name] = (await readdir(scratch)).filter((each) => /\.mb(?:x|ox)$/.test(each));
      if (ended.exitCode !== 0 || name === undefined) {
        throw inputError({
          what: `b4 does not find the series of ${id}`,
          why: neutralText(ended.stderr.trim().split('\n').slice(-6).join('\n')) || 'b4 says nothing',
          todo: 'b4 needs the network, and a Message-ID that lore.kernel.org has',
        });
      }
      const mbox = await readFile(join(scratch, name));
      return {
        origin: `msgid:${id}`,
        address: { mbox: mbox.toString('latin1') },
        write: (folder) => writeFile(join(folder, 'series.mbox'), mbox),
      };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

/** The Message-ID in either form. b4 is never handed what it could take for an option. */
function idIn(text: string): string {
  const last = text.startsWith('msgid:')
    ? text.slice('msgid:'.length)
    : decodeURIComponent(/^https:\/\/lore\.kernel\.org\/[^/]+\/([^/#?]+)/.exec(text)?.[1] ?? '');
  const id = /^<?([^\s<>/-][^\s<>/]*@[^\s<>/]+)>?$/.exec(last)?.[1];
  if (id !== undefined) return id;
  throw inputError({
    what: 'there is no Message-ID in it',
    where: `series ${text}`,
    todo: 'write msgid:20261123120000.1234-1-name@example.org, or the URL of the mail at lore.kernel.org',
  });
}
