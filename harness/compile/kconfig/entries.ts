import { readInside } from '../../host/inside.ts';

/** One `config X` of a tree's Kconfig files; an option may have several. */
export interface Entry {
  name: string;
  /** `drivers/scsi/Kconfig:123` */
  where: string;
  /** Dependencies as written, its own and those of what encloses it. */
  dependsOn: string[];
  /** Whether a person, or a fragment, may set it: an option without a prompt is set by others only. */
  prompt: boolean;
  /** Options that it selects, with the condition as written. */
  selects: { name: string; condition: string | undefined }[];
  inChoice: boolean;
}

interface Scope {
  conditions: string[];
  /** Where `depends on` lines go: a menu, a choice or a config. */
  kind: 'if' | 'menu' | 'choice' | 'file';
}

/** Linux comes to 6. */
const deepest = 40;

/**
 * Reads all Kconfig files that a tree sources from its top, for an architecture's folder below arch/. This serves explanations only: what a
 * configuration becomes is the kernel's own business, and what is not understood here is passed over.
 */
export async function readEntries(tree: string, srcarch: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const read = async (file: string, outer: readonly string[], depth: number): Promise<void> => {
    // A file may source itself, behind a condition that only kconfig understands.
    if (depth > deepest) return;
    const content = await readInside(tree, file);
    if (content === undefined) return;
    const scopes: Scope[] = [{ kind: 'file', conditions: [...outer] }];
    let entry: Entry | undefined;
    for (const { text, number } of logicalLines(content)) {
      const [word = '', rest = ''] = splitWord(text);
      const scope = scopes.at(-1) as Scope;
      const conditions = (): string[] => scopes.flatMap((each) => each.conditions);
      switch (word) {
        case 'config':
        case 'menuconfig':
          entry = {
            name: rest,
            where: `${file}:${number}`,
            dependsOn: conditions(),
            prompt: false,
            selects: [],
            inChoice: scopes.some(({ kind }) => kind === 'choice'),
          };
          entries.push(entry);
          break;
        case 'if':
          scopes.push({ kind: 'if', conditions: [rest] });
          entry = undefined;
          break;
        case 'menu':
        case 'choice':
          scopes.push({ kind: word, conditions: [] });
          entry = undefined;
          break;
        case 'endif':
        case 'endmenu':
        case 'endchoice':
          if (scopes.length > 1) scopes.pop();
          entry = undefined;
          break;
        case 'comment':
          // It may have a `depends on` of its own, which concerns nobody.
          entry = { name: '', where: '', dependsOn: [], prompt: false, selects: [], inChoice: false };
          break;
        case 'depends':
          (entry?.dependsOn ?? scope.conditions).push(rest.replace(/^on\s+/, ''));
          break;
        case 'source': {
          const path = rest.replaceAll(/^"|"$/g, '').replaceAll(/\$(?:\(SRCARCH\)|SRCARCH\b)/g, srcarch);
          await read(path, conditions(), depth + 1);
          entry = undefined;
          break;
        }
        case 'select':
          entry?.selects.push(selected(rest));
          break;
        case 'prompt':
          if (entry !== undefined) entry.prompt = true;
          break;
        default:
          if (entry !== undefined && /^(?:bool|tristate|int|hex|string)$/.test(word) && rest !== '')
            entry.prompt = true;
      }
    }
  };
  await read('Kconfig', [], 0);
  return entries;
}

function selected(rest: string): Entry['selects'][number] {
  const [name = '', condition] = rest.split(/\s+if\s+/);
  return { name: name.trim(), condition };
}

function splitWord(text: string): [string, string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end === -1 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trim()];
}

/** Lines with continuations joined, without comments and help texts. */
function* logicalLines(text: string): Generator<{ text: string; number: number }> {
  const lines = text.split('\n');
  /** The indent of a help text, known from its first line; -1 before that. */
  let help: number | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const indent = line.replaceAll('\t', '        ').search(/\S/);
    if (help !== undefined) {
      if (help === -1) help = indent;
      // The help text ends at the first line that is indented less than its first one.
      if (indent >= help && help > 0) continue;
      help = undefined;
    }
    if (line.trimStart().startsWith('#')) continue;
    if (/^\s*(?:help|---help---)\s*$/.test(line)) {
      help = -1;
      continue;
    }
    const number = index + 1;
    let whole = line;
    while (whole.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      whole = `${whole.slice(0, -1)} ${(lines[index] ?? '').trim()}`;
    }
    // A comment behind a statement; a # within quotes is none.
    yield { text: whole.replace(/\s#[^"']*$/, ''), number };
  }
}
