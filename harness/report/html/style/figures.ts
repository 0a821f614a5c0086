/** Tables of figures, and the charts in them. */
export const figureStyle = `
.figures { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; max-width: 60rem; width: 100%; }
.figures caption { text-align: left; font-weight: 600; padding-bottom: .35rem; }
.figures th, .figures td { text-align: right; padding: .25rem 0 .25rem .9rem; white-space: nowrap; border-top: 1px solid var(--line); }
.figures thead th { font-weight: 500; color: var(--quiet); border: 0; }
.figures th:first-child { text-align: left; padding-left: 0; }
.figures tbody th { font-weight: 500; }
.figures .chart { width: 45%; min-width: 6rem; text-align: left; }
.bars { display: block; width: 100%; height: 2.25rem; }
.costs .bars { height: .875rem; }
.bars path { fill: var(--bar); }
.bars.of-candidate path { fill: var(--accent); }
.bars.over path { fill: var(--bad); }
.bars path.median, .bars path.limits { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.bars path.limits { stroke: var(--line); }
@media (max-width: 44rem) {
  .figures { font-size: .8125rem; }
  .figures th, .figures td { padding-left: .55rem; }
  .costs tbody th, .figures .wide { white-space: normal; }
}`;
