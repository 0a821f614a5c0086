/** A dependency as Kconfig writes it (linux, Documentation/kbuild/kconfig-language.rst, "Menu dependencies"). */
export type Expression =
  | { kind: 'symbol'; name: string }
  | { kind: 'literal'; value: string }
  | { kind: 'not'; of: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: '=' | '!=' | '<' | '>' | '<=' | '>='; left: Expression; right: Expression };

const token = /\s*(\$\([^)]*\)|"[^"]*"|'[^']*'|&&|\|\||!=|<=|>=|[!=<>()]|[\w.-]+)/y;

/** Parses a dependency, or returns undefined for one that only the kernel's own parser can read. */
export function parseExpression(text: string): Expression | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (found?.[1] === undefined) return undefined;
    tokens.push(found[1]);
  }
  let next = 0;
  const take = (...wanted: string[]): string | undefined =>
    wanted.includes(tokens[next] ?? '') ? tokens[next++] : undefined;

  const chain = (operator: '&&' | '||', inner: () => Expression | undefined): Expression | undefined => {
    let left = inner();
    while (left !== undefined && take(operator) !== undefined) {
      const right = inner();
      left = right && { kind: operator === '&&' ? 'and' : 'or', left, right };
    }
    return left;
  };
  const or = (): Expression | undefined => chain('||', and);
  const and = (): Expression | undefined => chain('&&', not);
  const not = (): Expression | undefined => {
    if (take('!') === undefined) return comparison();
    const of = not();
    return of && { kind: 'not', of };
  };
  const comparison = (): Expression | undefined => {
    const left = atom();
    const operator = take('=', '!=', '<', '>', '<=', '>=') as '=' | undefined;
    if (left === undefined || operator === undefined) return left;
    const right = atom();
    return right && { kind: 'compare', operator, left, right };
  };
  const atom = (): Expression | undefined => {
    if (take('(') !== undefined) {
      const inner = or();
      return take(')') === undefined ? undefined : inner;
    }
    const word = tokens[next++];
    if (word === undefined || word.startsWith('$(')) return undefined;
    if (/^["']/.test(word)) return { kind: 'literal', value: word.slice(1, -1) };
    return /^[ymn]$/.test(word) || /^(?:0x)?\d/.test(word)
      ? { kind: 'literal', value: word }
      : { kind: 'symbol', name: word };
  };
  const expression = or();
  return next === tokens.length ? expression : undefined;
}

/** The value of each option in a configuration; one that is not in it is n. */
export type Values = ReadonlyMap<string, string>;

const ranks: Readonly<Record<string, number>> = { n: 0, m: 1, y: 2 };

/** 0, 1 or 2, as Kconfig reckons n, m and y. */
export function evaluate(expression: Expression, values: Values): number {
  switch (expression.kind) {
    case 'and':
      return Math.min(evaluate(expression.left, values), evaluate(expression.right, values));
    case 'or':
      return Math.max(evaluate(expression.left, values), evaluate(expression.right, values));
    case 'not':
      return 2 - evaluate(expression.of, values);
    case 'compare':
      return holds(expression.operator, textOf(expression.left, values), textOf(expression.right, values)) ? 2 : 0;
    default:
      return ranks[textOf(expression, values)] ?? 0;
  }
}

function textOf(expression: Expression, values: Values): string {
  if (expression.kind === 'literal') return expression.value;
  // A .config has strings in quotes.
  if (expression.kind === 'symbol') return values.get(expression.name)?.replace(/^"(.*)"$/, '$1') ?? 'n';
  return 'nmy'[evaluate(expression, values)] ?? 'n';
}

function holds(operator: string, left: string, right: string): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  const difference = Number(left) - Number(right);
  if (operator.startsWith('<')) return operator === '<=' ? difference <= 0 : difference < 0;
  return operator === '>=' ? difference >= 0 : difference > 0;
}

/** The smallest parts of a dependency that are false and make it so. */
export function falseParts(expression: Expression, values: Values): Expression[] {
  if (evaluate(expression, values) === 2) return [];
  if (expression.kind !== 'and') return [expression];
  return [...falseParts(expression.left, values), ...falseParts(expression.right, values)];
}

/** As Kconfig would write it, with the values that symbols have. */
export function describeExpression(expression: Expression, values: Values): string {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'symbol':
      return `${expression.name} (${values.get(expression.name) ?? 'n'})`;
    case 'not':
      return `!${describeExpression(expression.of, values)}`;
    case 'compare':
      return `${describeExpression(expression.left, values)} ${expression.operator} ${describeExpression(expression.right, values)}`;
    default: {
      const [left, right] = [expression.left, expression.right].map((each) => describeExpression(each, values));
      return expression.kind === 'and' ? `${left} && ${right}` : `(${left} || ${right})`;
    }
  }
}
