import { mkdir, statfs } from 'node:fs/promises';
import { processorsOf, qemuVersionOf } from '../../guest/qemu/version.ts';
import { outputOf } from '../../host/exec.ts';
import { cacheFolder } from '../../host/paths.ts';
import { missing, requirements } from '../../host/requirements.ts';
import { remedy } from '../../host/sandbox/demand.ts';
import { sandbox } from '../../host/sandbox/sandbox.ts';
import { machineOf, readCatalogue } from '../../suite/catalogue.ts';
import { exitCodes } from '../../text/errors.ts';

/** Sources, two trees with objects, ccache and kernels of one base. */
const roomNeeded = 8;

const twoProcessors = (qemu: string): string[] => [
  '  cells of the deterministic engine have one processor with it; since QEMU 8.1 they have two. Debian 12 has a newer',
  `  one in bookworm-backports: apt-get install -t bookworm-backports ${qemu} qemu-utils`,
];

/** Says what is missing and how to get it. Exit code 0 where nothing is. */
export async function doctor(): Promise<void> {
  const all = await requirements();
  const lacking = await missing(all);
  const lines = [`Node ${process.versions.node}`];
  for (const { package: name, proof, why } of all) {
    lines.push(
      `${lacking.some((each) => each.package === name) ? 'MISSING' : 'ok     '} ${name.padEnd(20)} ${why} (${proof})`,
    );
  }
  const machine = machineOf({}, await readCatalogue());
  const qemu = all.find(({ proof }) => proof === machine.qemu.program);
  if (qemu !== undefined && !lacking.includes(qemu)) {
    const version = await qemuVersionOf(machine);
    lines.push(`QEMU ${version}`);
    if (processorsOf(machine, 'icount', version) < machine.processors) lines.push(...twoProcessors(qemu.package));
  }
  if (lacking.every(({ package: name }) => name !== 'gcc'))
    lines.push(`${(await outputOf('gcc', ['--version'])).split('\n')[0]}`);
  const confining = await sandbox();
  lines.push(confining.works ? 'sandbox: builds and guests are confined' : `NO sandbox (${confining.why}): ${remedy}`);
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  const { bavail, bsize } = await statfs(cache);
  const free = (bavail * bsize) / 2 ** 30;
  lines.push(
    `cache ${cache}, ${free.toFixed(0)} GiB free${free < roomNeeded ? `: a base and its candidates take some ${roomNeeded} GiB` : ''}`,
  );
  if (lacking.length > 0) lines.push('', `apt-get install ${lacking.map(({ package: name }) => name).join(' ')}`);
  console.log(lines.join('\n'));
  process.exitCode = lacking.length === 0 && free >= roomNeeded ? exitCodes.ok : exitCodes.infrastructure;
}
