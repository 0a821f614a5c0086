import { textOfBinary } from '../../text/binary.ts';

/** One place of a file that a patch changes. */
export interface Hunk {
  /** From 1, within its file. */
  number: number;
  /** The whole `@@` line. */
  header: string;
  /** From 1, in the file before the patch; 0 where that is empty. */
  oldStart: number;
  /** Lines with their sign: space, plus, minus, backslash. */
  lines: string[];
  /** The line of the `@@` in the text that was parsed, from 1. */
  line: number;
}

/** One file that a patch changes. Names are relative to the tree; undefined stands for /dev/null. */
export interface FileDiff {
  oldName?: string;
  newName?: string;
  /** Target of the symbolic link that this makes of the file. */
  linkTarget?: string;
  hunks: Hunk[];
}

export interface Diff {
  files: FileDiff[];
  /** How many leading folders the names in the text have: 1 as usual (`a/`, `b/`), 0 where made with --no-prefix. */
  strip: number;
  /** The text without the mail around it, as it was given. */
  text: string;
  /** The first line that cannot be: a hunk cut short, or wrapped by a mail program. */
  damage?: { line: number; text: string; why: string };
}

interface Reader {
  lines: string[];
  /** Index of the next line. */
  next: number;
  damage?: Diff['damage'];
}

/**
 * Reads a diff as git and GNU diff write it, with whatever text stands before it and after it.
 * Damage is a value: what could be read comes with it.
 * @param text a character a byte (Latin-1); the names that come out are UTF-8
 * @param given how many leading folders names have, where that is known; told from the names where not
 */
export function parseDiff(text: string, given?: number): Diff {
  const reader: Reader = { lines: text.split('\n'), next: 0 };
  const raw: RawFile[] = [];
  let first: number | undefined;
  let end = 0;
  while (reader.next < reader.lines.length && reader.damage === undefined) {
    const begun = reader.next;
    const file = readFile(reader);
    if (file === undefined) {
      reader.next += 1;
      continue;
    }
    first ??= begun;
    raw.push(file);
    end = reader.next;
  }
  const bare = raw.some((file) => file.bare === true) && raw.every((file) => file.bare !== false);
  const strip = given ?? (bare ? 0 : 1);
  return {
    files: raw.map((file) => withNames(file, strip)),
    strip,
    text: first === undefined ? '' : `${reader.lines.slice(first, end).join('\n')}\n`,
    ...(reader.damage !== undefined && { damage: reader.damage }),
  };
}

interface RawFile {
  /** As in the text, prefixes and all; undefined stands for /dev/null. */
  oldName: string | undefined;
  newName: string | undefined;
  /** Names of `rename` and `copy` lines never have prefixes. */
  moved: { from?: string; to?: string };
  /** Whether its names have no prefixes; undefined where that cannot be told. */
  bare: boolean | undefined;
  symbolicLink: boolean;
  hunks: Hunk[];
}

function readFile(reader: Reader): RawFile | undefined {
  const line = reader.lines[reader.next] ?? '';
  if (line.startsWith('diff --git ')) return readGitFile(reader, line);
  return isPair(reader) ? readPlainFile(reader) : undefined;
}

/** Whether `---` and `+++` come next: a file of a plain diff. Three dashes alone end a mail's commit message. */
function isPair({ lines, next }: Reader): boolean {
  return (
    /^--- \S/.test(lines[next] ?? '') && /^\+\+\+ \S/.test(lines[next + 1] ?? '') && /^@@ /.test(lines[next + 2] ?? '')
  );
}

function readPlainFile(reader: Reader): RawFile {
  const oldName = nameIn(reader.lines[reader.next] ?? '');
  const newName = nameIn(reader.lines[reader.next + 1] ?? '');
  reader.next += 2;
  // A file that is made or removed has one name, and says nothing of itself: `a/` may be a folder of the tree.
  const bare = oldName === undefined || newName === undefined ? undefined : oldName === newName;
  return { oldName, newName, moved: {}, bare, symbolicLink: false, hunks: readHunks(reader) };
}

const extendedHeader =
  /^(?:old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|similarity index|dissimilarity index|index) /;

function readGitFile(reader: Reader, head: string): RawFile {
  const names = namesOfGitHead(head);
  const file: RawFile = {
    oldName: names?.oldName,
    newName: names?.newName,
    moved: {},
    bare: names !== undefined && names.oldName === names.newName,
    symbolicLink: false,
    hunks: [],
  };
  reader.next += 1;
  for (; extendedHeader.test(reader.lines[reader.next] ?? ''); reader.next += 1) {
    const line = reader.lines[reader.next] ?? '';
    const value = unquote(line.replace(/^(?:rename|copy) (?:from|to) /, ''));
    if (/^(?:rename|copy) from /.test(line)) file.moved.from = value;
    if (/^(?:rename|copy) to /.test(line)) file.moved.to = value;
    if (line.startsWith('new file mode ')) file.oldName = undefined;
    if (line.startsWith('deleted file mode ')) file.newName = undefined;
    if (/^new (?:file )?mode 120000/.test(line)) file.symbolicLink = true;
    if (/^index \S+ 120000/.test(line)) file.symbolicLink = true;
  }
  if (isPair(reader)) {
    const pair = readPlainFile(reader);
    file.bare = isBareMove(file) ?? file.bare;
    return { ...file, oldName: pair.oldName, newName: pair.newName, hunks: pair.hunks };
  }
  if (reader.lines[reader.next] === 'GIT binary patch') readBinary(reader);
  else if (/^Binary files .* differ$/.test(reader.lines[reader.next] ?? '')) reader.next += 1;
  return { ...file, bare: isBareMove(file) ?? file.bare };
}

/** Of a rename or copy: the names of the head are different anyway, and bare if they are those of the lines that follow. */
function isBareMove({ oldName, newName, moved }: RawFile): boolean | undefined {
  if (moved.from === undefined || moved.to === undefined) return undefined;
  return oldName === moved.from && newName === moved.to;
}

/** `diff --git a/X b/X`: without the lines that follow, only equal names can be told apart. */
function namesOfGitHead(head: string): { oldName: string; newName: string } | undefined {
  const rest = head.slice('diff --git '.length).trimEnd();
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(rest);
  if (quoted?.[1] !== undefined && quoted[2] !== undefined) {
    return { oldName: unquote(quoted[1]), newName: unquote(quoted[2]) };
  }
  const middle = (rest.length - 1) / 2;
  const [left, right] = [rest.slice(0, middle), rest.slice(middle + 1)];
  if (rest[middle] === ' ' && (left === right || left.slice(1) === right.slice(1))) {
    return { oldName: left, newName: right };
  }
  const [oldName, newName, ...more] = rest.split(' ');
  return oldName !== undefined && newName !== undefined && more.length === 0 ? { oldName, newName } : undefined;
}

/** The name in a `---` or `+++` line; what follows a tab is a time. */
function nameIn(line: string): string | undefined {
  const name = unquote(line.slice(4).split('\t')[0]?.trimEnd() ?? '');
  return name === '/dev/null' ? undefined : name;
}

/** git's C-style quotes for names with odd characters; octal escapes are UTF-8 bytes. */
function unquote(name: string): string {
  if (!/^".*"$/.test(name)) return textOfBinary(name);
  const letters: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11 };
  const bytes: number[] = [];
  for (const [, octal, escaped, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push(letters[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...Buffer.from(plain ?? '', 'latin1'));
  }
  return Buffer.from(bytes).toString();
}

function readBinary(reader: Reader): void {
  reader.next += 1;
  while (/^(?:literal|delta) \d+$/.test(reader.lines[reader.next] ?? '')) {
    while (reader.next < reader.lines.length && reader.lines[reader.next] !== '') reader.next += 1;
    reader.next += 1;
  }
}

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function readHunks(reader: Reader): Hunk[] {
  const hunks: Hunk[] = [];
  for (;;) {
    const header = reader.lines[reader.next] ?? '';
    const numbers = hunkHeader.exec(header);
    if (numbers === null) {
      const last = hunks.at(-1);
      // git and GNU patch pass over such a line without a word; `-- ` begins a mail's signature.
      if (last !== undefined && /^(?:\+(?!\+\+ )|-(?!-))/.test(header)) {
        reader.damage = {
          line: reader.next + 1,
          text: header,
          why: `hunk ${last.number} has more lines than it promises`,
        };
      }
      return hunks;
    }
    const hunk: Hunk = {
      number: hunks.length + 1,
      header,
      oldStart: Number(numbers[1]),
      lines: [],
      line: reader.next + 1,
    };
    hunks.push(hunk);
    reader.next += 1;
    readHunkLines(reader, hunk, Number(numbers[2] ?? 1), Number(numbers[4] ?? 1));
    if (reader.damage !== undefined) return hunks;
  }
}

function readHunkLines(reader: Reader, hunk: Hunk, oldCount: number, newCount: number): void {
  let [oldLeft, newLeft] = [oldCount, newCount];
  while (oldLeft > 0 || newLeft > 0) {
    const line = reader.lines[reader.next];
    // Mail programs and editors strip the one space of an empty context line; git reads it so, too.
    const sign = line === '' && reader.next < reader.lines.length - 1 ? ' ' : line?.[0];
    const takes = { old: sign === ' ' || sign === '-' ? 1 : 0, new: sign === ' ' || sign === '+' ? 1 : 0 };
    const isNote = sign === '\\' && hunk.lines.length > 0;
    if (line === undefined || (takes.old + takes.new === 0 && !isNote) || takes.old > oldLeft || takes.new > newLeft) {
      const missing = `hunk ${hunk.number} promises ${oldLeft} more old and ${newLeft} more new lines`;
      reader.damage = { line: reader.next + 1, text: line ?? 'end of the patch', why: missing };
      return;
    }
    hunk.lines.push(line === '' ? ' ' : line);
    oldLeft -= takes.old;
    newLeft -= takes.new;
    reader.next += 1;
  }
  if ((reader.lines[reader.next] ?? '').startsWith('\\ ')) {
    hunk.lines.push(reader.lines[reader.next] ?? '');
    reader.next += 1;
  }
}

function withNames(file: RawFile, strip: number): FileDiff {
  const cut = (name: string | undefined): string | undefined =>
    name === undefined ? name : name.replace(new RegExp(`^(?:[^/]*/+){0,${strip}}`), '');
  const oldName = file.moved.from ?? cut(file.oldName);
  const newName = file.moved.to ?? cut(file.newName);
  const target = file.symbolicLink ? file.hunks[0]?.lines.find((line) => line.startsWith('+'))?.slice(1) : undefined;
  return {
    ...(oldName !== undefined && { oldName }),
    ...(newName !== undefined && { newName }),
    ...(target !== undefined && { linkTarget: target }),
    hunks: file.hunks,
  };
}

/** The lines that a hunk finds in the file. */
export function linesBefore({ lines }: Hunk): string[] {
  return lines.filter((line) => line.startsWith(' ') || line.startsWith('-')).map((line) => line.slice(1));
}

/** The lines that a hunk leaves in the file. */
export function linesAfter({ lines }: Hunk): string[] {
  return lines.filter((line) => line.startsWith(' ') || line.startsWith('+')).map((line) => line.slice(1));
}

/** Every name that a diff mentions, each once. */
export function namesOf({ files }: Diff): string[] {
  const names = files.flatMap(({ oldName, newName }) => [oldName, newName]).filter((name) => name !== undefined);
  return [...new Set(names)];
}
