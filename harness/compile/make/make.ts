import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { failIfMissing, start } from '../../host/exec.ts';
import { diskErrorAt, diskErrorIn } from '../../host/folders.ts';
import { endingOf } from '../../host/sandbox/ending.ts';
import { shellCommand } from '../../host/shellCommand.ts';
import { infrastructureError, PinproofError, treeError } from '../../text/errors.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { makeCommand, type Room } from './buildSandbox.ts';
import { type BuildError, firstErrorOf } from './diagnostics.ts';
import { lineReader } from './lineReader.ts';
import { makeArguments } from './makeArguments.ts';

/** What one run of make did. */
export interface Made {
  /** Source files compiled, relative to the tree. */
  compiled: Set<string>;
  log: string;
}

export interface MakeRequest {
  room: Room;
  /** Path of the log; its first line is the command. */
  log: string;
  /** The tree's id: where people find the log is in the folder of the run, under it. */
  subject: string;
  /** Called after each object. */
  progress: (objects: number, file: string) => void;
  signal?: AbortSignal;
}

/** A build with all warnings says a hundredth of it. */
const logLimit = 256 * 1024 * 1024;
/** What a build leaves free on the disk, in bytes; and how often it is looked at, in milliseconds. */
const roomForOthers = 256 * 1024 * 1024;
const lookEvery = 250;

/**
 * Builds vmlinux, and the image that the machine boots where that is another.
 * @throws tree error with the compiler's first error, file and line; infrastructure error where the disk gets full,
 *   which it is not allowed to be to the last byte: others write there too
 */
export async function makeKernel({ room, log, subject, progress, signal }: MakeRequest): Promise<Made> {
  const targets = [...new Set(['vmlinux', room.build.image.target])];
  const command = await makeCommand(room, targets);
  const file = createWriteStream(log);
  file.write(`# ${shellCommand('make', makeArguments(room.tree, targets, room.build.make))}\n`);
  const ender = new AbortController();
  const make = start(command.file, command.args, {
    ...command.options,
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal === undefined ? ender.signal : AbortSignal.any([signal, ender.signal]),
  });
  // finished() below tells why; without a log there is nothing to build for.
  file.on('error', () => ender.abort());
  const look = setInterval(async () => {
    const full = await diskErrorAt(room.tree, roomForOthers).catch(() => undefined);
    if (full !== undefined) ender.abort(full);
  }, lookEvery);
  const compiled = new Set<string>();
  const lines = lineReader((line) => {
    // "  CC      mm/gup.o"; host tools are HOSTCC, and objtool's own objects have absolute paths.
    const object = /^ {2}(?:CC|AS) +(?:\[M\] +)?([^/\s]\S*)\.o$/.exec(line)?.[1];
    if (object === undefined) return;
    compiled.add(`${object}.c`);
    progress(compiled.size, `${object}.o`);
  });
  let bytes = 0;
  try {
    for await (const chunk of make.iterable({ from: 'all', binary: true })) {
      bytes += chunk.length;
      if (bytes > logLimit) {
        ender.abort(tooMuch(placeOfLog(subject)));
        break;
      }
      lines(chunk);
      if (!file.write(chunk) && !file.destroyed) await once(file, 'drain').catch(() => {});
    }
    file.end();
    await finished(file);
  } finally {
    clearInterval(look);
  }
  const result = await make;
  failIfMissing(command.file, result);
  signal?.throwIfAborted();
  if (ender.signal.reason instanceof PinproofError) throw ender.signal.reason;
  const text = await readFile(log, 'utf8');
  const ending = endingOf(result);
  if (ending.exitCode !== 0)
    throw await whyFailed(text, placeOfLog(subject), room.tree, { ...ending, inside: command.inside });
  return { compiled, log: text };
}

/** Where people find the log, on whichever machine the tree was built: in the folder of the run. */
const placeOfLog = (subject: string): string => `trees/${subject}/build.log in the folder of the run`;

function tooMuch(log: string): Error {
  return treeError({
    what: `the build was ended: it printed more than ${logLimit / 1024 ** 2} MiB`,
    todo: `what it said so far: ${log}`,
  });
}

async function whyFailed(
  text: string,
  log: string,
  tree: string,
  { exitCode, signal, inside }: ReturnType<typeof endingOf> & { inside: boolean },
): Promise<Error> {
  const killed = signal === undefined ? /^.*Killed signal terminated program.*$/m.exec(text)?.[0] : `make: ${signal}`;
  if (killed !== undefined) {
    return infrastructureError({
      what: 'the build was killed, not by pinproof',
      why: neutralText(killed),
      todo: 'if the kernel did it for want of memory (dmesg says so), make room; then run the same command',
    });
  }
  const error = firstErrorOf(text);
  // Only the compiler's own words about a file are surely the tree's fault.
  const disk = diskErrorIn(text, inside) ?? (error?.file === undefined ? await diskErrorAt(tree) : undefined);
  return disk ?? buildFailed(error, text, log, `exit code ${exitCode}`);
}

function buildFailed(error: BuildError | undefined, text: string, log: string, ending: string): Error {
  return treeError({
    what: error === undefined ? `make ended with ${ending}` : 'the tree does not build',
    ...(error?.file !== undefined && { where: `${neutralLine(error.file)}:${error.line}` }),
    why: neutralText(error?.text ?? text.split('\n').slice(-5).join('\n')),
    todo: `the whole log: ${log}`,
  });
}
