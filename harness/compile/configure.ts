import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readInside } from '../host/inside.ts';
import { inputError, treeError } from '../text/errors.ts';
import { neutralLine, neutralText } from '../text/neutral.ts';
import { readEntries } from './kconfig/entries.ts';
import { explainLoss, type Wanted } from './kconfig/explain.ts';
import { outputOfRoom, productOf, type Room, runMake } from './make/buildSandbox.ts';
import type { Fragment } from './trees/treeJob.ts';

export interface ConfigureRequest {
  room: Room;
  /** In merge order: the last that names an option decides. */
  fragments: readonly Fragment[];
  signal?: AbortSignal;
}

/** What `make tinyconfig` merges (scripts/kconfig/Makefile), as far as a tree has them. */
const tinyFragments = (srcarch: string): string[] => [
  'kernel/configs/tiny-base.config',
  'kernel/configs/tiny.config',
  `arch/${srcarch}/configs/tiny.config`,
];

/**
 * Merges fragments over tinyconfig. Everything that neither names is off, as with allnoconfig: merged over
 * tinyconfig's result, what only comes into sight by a fragment would get its default, and a tree would
 * gain ACPI, PNP and 400 objects more with CONFIG_PCI.
 * @throws tree error naming each option that did not survive, and what dropped it
 */
export async function configure({ room, fragments, signal }: ConfigureRequest): Promise<void> {
  const { tree, build } = room;
  const output = outputOfRoom(room);
  const tiny = await Promise.all(
    tinyFragments(build.srcarch).map(async (name) => parseFragment((await readInside(tree, name)) ?? '', name)),
  );
  const own = fragments.map(({ name, text }) => parseFragment(text, name));
  const wanted = mergeFragments(own);
  const merged = join(output, 'pinproof.config');
  // The folder may be that of another build: what stands there must not be written through.
  await rm(merged, { recursive: true, force: true });
  await writeFile(merged, writeConfig(new Map([...tiny, ...own].flat().map(({ option, value }) => [option, value]))));
  await makeConfig(room, [`KCONFIG_ALLCONFIG=${merged}`, 'allnoconfig'], signal);
  const result = parseConfig(await readFile(await productOf(room, '.config', 'config'), 'utf8'));
  const lost = wanted.filter(({ option, value }) => (result.get(option) ?? 'n') !== value);
  if (lost.length === 0) return;
  const entries = await readEntries(tree, build.srcarch);
  throw treeError({
    what:
      lost.length === 1
        ? `the option CONFIG_${lost[0]?.option} does not survive the tree’s own configuration`
        : `${lost.length} options do not survive the tree’s own configuration`,
    why: lost
      .flatMap((one) => [
        `CONFIG_${one.option}=${one.value} (${one.where}) became ${result.get(one.option) ?? 'n'}`,
        ...explainLoss(one, entries, result).map((line) => `  ${line}`),
      ])
      .join('\n'),
    todo: 'a kernel with another configuration than was asked for would give another answer: switch on what it depends on, or leave it out',
  });
}

async function makeConfig(room: Room, targets: string[], signal?: AbortSignal): Promise<void> {
  const ended = await runMake(room, targets, signal);
  if (ended.exitCode === 0) return;
  throw treeError({
    what: `make ${targets.at(-1)} failed`,
    where: ended.command,
    why: neutralText(ended.stderr.trim().split('\n').slice(0, 10).join('\n')),
  });
}

/**
 * Reads a fragment.
 * @param name for messages
 * @throws input error with the line that is no option
 */
export function parseFragment(text: string, name: string): Wanted[] {
  const wanted: Wanted[] = [];
  for (const [index, whole] of text.split('\n').entries()) {
    // A carriage return must not make a comment of "is not set".
    const line = whole.trim();
    const where = `${name}:${index + 1}`;
    const [, off] = /^# CONFIG_(\w+) is not set$/.exec(line) ?? [];
    const [, option, value] = /^CONFIG_(\w+)=(.+)$/.exec(line) ?? [];
    if (off !== undefined) wanted.push({ option: off, value: 'n', where });
    else if (option !== undefined && value !== undefined) wanted.push({ option, value, where });
    else if (line !== '' && !line.startsWith('#')) {
      throw inputError({
        what: `this is no option: ${neutralLine(line, 80)}`,
        where,
        todo: 'write CONFIG_NAME=value, or a comment',
      });
    }
  }
  return wanted;
}

/** The last word on each option. */
export function mergeFragments(fragments: readonly (readonly Wanted[])[]): Wanted[] {
  return [...new Map(fragments.flat().map((one) => [one.option, one])).values()];
}

/** A .config as option and value; what is not set is not in it. */
export function parseConfig(text: string): Map<string, string> {
  const lines = text.matchAll(/^CONFIG_(\w+)=(.*)$/gm);
  return new Map([...lines].map(([, option = '', value = '']) => [option, value]));
}

function writeConfig(values: ReadonlyMap<string, string>): string {
  return [...values]
    .map(([option, value]) => (value === 'n' ? `# CONFIG_${option} is not set\n` : `CONFIG_${option}=${value}\n`))
    .join('');
}
