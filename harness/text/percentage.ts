/** A difference with its sign: `+1.2 %`. */
export function percentage(percent: number): string {
  const text = percent.toFixed(1);
  if (/^-?0\.0$/.test(text)) return '0.0 %';
  return `${percent > 0 ? '+' : ''}${text} %`;
}
