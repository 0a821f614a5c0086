import { nearest } from '../../text/nearest.ts';
import type { Entry } from './entries.ts';
import {
  describeExpression,
  type Expression,
  evaluate,
  falseParts,
  parseExpression,
  type Values,
} from './expression.ts';

/** What a fragment asks for. */
export interface Wanted {
  /** Without CONFIG_. */
  option: string;
  value: string;
  /** The fragment's name and line, `storage.config:12`. */
  where: string;
}

/**
 * Why a tree did not leave an option as it was wanted, in one or more lines.
 * @param values the configuration that came out
 */
export function explainLoss({ option, value }: Wanted, entries: readonly Entry[], values: Values): string[] {
  const own = entries.filter(({ name }) => name === option);
  if (own.length === 0) {
    const close = nearest(option, new Set(entries.map(({ name }) => name)));
    return [`this tree has no option ${option}${close === undefined ? '' : `; the nearest is ${close}`}`];
  }
  if (value === 'n') return selectors(option, entries, values);
  const lines = own.flatMap((entry) => {
    const missing = unmet(entry, values);
    return missing.length === 0 ? [] : [`${entry.where}: depends on ${missing.join(' && ')}`];
  });
  if (lines.length === own.length) return lines;
  const got = values.get(option) ?? 'n';
  if (got !== 'n') return [`${own[0]?.where}: it became ${got}`];
  if (own.every(({ prompt }) => !prompt))
    return [`${own[0]?.where}: it has no prompt, so only other options can select it`];
  if (own.some(({ inChoice }) => inChoice)) return [`${own[0]?.where}: it is one of a choice, and another was taken`];
  return [`${own[0]?.where}: its dependencies are met; see the prompt's own condition there`];
}

function unmet({ dependsOn }: Entry, values: Values): string[] {
  return dependsOn
    .map(parseExpression)
    .filter((expression): expression is Expression => expression !== undefined)
    .flatMap((expression) => falseParts(expression, values))
    .map((part) => describeExpression(part, values));
}

function selectors(option: string, entries: readonly Entry[], values: Values): string[] {
  const lines = entries.flatMap(({ name, where, selects }) => {
    if ((values.get(name) ?? 'n') === 'n') return [];
    const active = selects.filter(({ name: target, condition }) => {
      if (target !== option) return false;
      const parsed = condition === undefined ? undefined : parseExpression(condition);
      return parsed === undefined || evaluate(parsed, values) > 0;
    });
    return active.map(() => `${where}: ${name} selects it`);
  });
  return lines.length > 0 ? [...new Set(lines)].slice(0, 5) : ['it may not be turned off in this configuration'];
}
