import { LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { inputError } from './errors.ts';
import { nearest } from './nearest.ts';

/** A value with the means to say where a part of it stands. */
export interface Located<T> {
  value: T;
  /** `file:line:column` of a part, or of the nearest part around it that is there. */
  where: (path: readonly PropertyKey[]) => string;
  /** The same of the key that a part stands under. */
  whereKey: (path: readonly PropertyKey[]) => string;
}

/**
 * Reads YAML of a known shape.
 * @param path for messages
 * @throws input error with file:line:column, what was expected, and the nearest right word
 */
export function readYaml<T>(text: string, path: string, schema: z.ZodType<T>): Located<T> {
  const counter = new LineCounter();
  // A suite has a handful of aliases; a thousand is an attack, and yaml's own limit stands.
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  const at = (offset: number): string => {
    const { line, col } = counter.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const [mistake] = document.errors;
  if (mistake !== undefined) throw inputError({ what: mistake.message, where: at(mistake.pos[0]) });
  const where = (parts: readonly PropertyKey[]): string => {
    for (let length = parts.length; length >= 0; length -= 1) {
      const node = document.getIn(parts.slice(0, length), true) as { range?: [number] } | undefined;
      if (node?.range !== undefined) return at(node.range[0]);
    }
    return `${path}:1:1`;
  };
  const whereKey = (parts: readonly PropertyKey[]): string =>
    keyPosition(document, parts.slice(0, -1), String(parts.at(-1)), at) ?? where(parts);
  const content = contentOf(document, path, at);
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data, where, whereKey };
  const { issue, parts } = deepest(firstCause(parsed.error.issues), []);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = keysAt(schema, parts);
    throw inputError({
      what: `there is no field "${key}" here`,
      where: keyPosition(document, parts, key, at) ?? where(parts),
      ...suggestion(key, known),
    });
  }
  const found: unknown = parts.length === 0 ? content : document.getIn(parts);
  const word = typeof found === 'string' ? found : undefined;
  const values = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  throw inputError({
    what: `${parts.length === 0 ? 'the file' : `"${parts.join('.')}"`}: ${describe(issue)}`,
    where: where(parts),
    ...(word !== undefined && values.length > 0 ? suggestion(word, values) : {}),
  });
}

/** @throws input error where an alias has no anchor, or there are so many that it must be an attack */
function contentOf(document: ReturnType<typeof parseDocument>, path: string, at: (offset: number) => string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    let where = path;
    visit(document, {
      Alias: (_key, alias) => {
        if (alias.resolve(document) !== undefined) return undefined;
        where = at(alias.range?.[0] ?? 0);
        return visit.BREAK;
      },
    });
    throw inputError({ what: error.message, where, cause: error });
  }
}

/** `perhaps X` and all that there is, for a word that is none of them. */
export function suggestion(word: string, known: readonly string[]): { todo?: string } {
  if (known.length === 0) return {};
  const close = nearest(word, known);
  return { todo: `${close === undefined ? '' : `perhaps ${close}; `}there is ${known.join(', ')}` };
}

type Issue = z.core.$ZodIssue;

/** A misspelt field comes before the field that is missing because of it. */
function firstCause(issues: readonly Issue[]): Issue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? (issues[0] as Issue);
}

/** In a union, the issue of the member that got furthest: what it says is what the writer meant. */
function deepest(issue: Issue, outer: readonly PropertyKey[]): { issue: Issue; parts: PropertyKey[] } {
  const parts = [...outer, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, parts };
  const members = issue.errors.flatMap((errors) => (errors.length === 0 ? [] : [deepest(firstCause(errors), parts)]));
  const furthest = members.toSorted((a, b) => b.parts.length - a.parts.length)[0];
  const expected = members.every((each) => each.parts.length === parts.length && each.issue.code === 'invalid_type');
  if (furthest === undefined || expected) return { issue, parts };
  return members.find((each) => each.issue.code !== 'invalid_type') ?? furthest;
}

function describe(issue: Issue): string {
  if (issue.code !== 'invalid_union') return issue.message.replace(/^Invalid input: /, '');
  const kinds = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [first.expected] : []));
  return kinds.length > 0 ? `expected ${kinds.join(' or ')}` : issue.message;
}

interface Shape {
  def?: {
    type: string;
    shape?: Record<string, Shape>;
    innerType?: Shape;
    element?: Shape;
    options?: Shape[];
    valueType?: Shape;
  };
}

/** The fields that a schema has at a path. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let shapes: (Shape | undefined)[] = [schema as Shape];
  const open = (shape: Shape | undefined): (Shape | undefined)[] => {
    const { def } = shape ?? {};
    if (def?.innerType !== undefined) return open(def.innerType);
    if (def?.options !== undefined) return def.options.flatMap(open);
    return [shape];
  };
  for (const part of path) {
    shapes = shapes.flatMap(open).map((shape) => {
      const { def } = shape ?? {};
      return typeof part === 'number' ? def?.element : (def?.shape?.[String(part)] ?? def?.valueType);
    });
  }
  return [...new Set(shapes.flatMap(open).flatMap((shape) => Object.keys(shape?.def?.shape ?? {})))];
}

function keyPosition(
  document: ReturnType<typeof parseDocument>,
  parts: readonly PropertyKey[],
  key: string,
  at: (offset: number) => string,
): string | undefined {
  const map = (parts.length === 0 ? document.contents : document.getIn(parts, true)) as {
    items?: { key?: { value?: unknown; range?: [number] } }[];
  } | null;
  const offset = map?.items?.find((pair) => pair.key?.value === key)?.key?.range?.[0];
  return offset === undefined ? undefined : at(offset);
}
