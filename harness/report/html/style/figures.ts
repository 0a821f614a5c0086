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
.scores { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; width: 100%; }
.scores th, .scores td { text-align: right; vertical-align: top; padding: .2rem 0 .2rem .9rem; white-space: nowrap; }
.scores thead th { font-weight: 600; border-bottom: 1px solid var(--line); padding-bottom: .4rem; }
.scores tbody th:first-child { text-align: left; font-weight: 500; padding-left: 0; position: sticky; left: 0; background: var(--paper); }
.scores td.part { color: var(--quiet); padding: .9rem 0 .2rem; text-align: left; }
.scores tbody tr + tr > * { border-top: 1px solid var(--line); }
.score > summary { cursor: pointer; text-decoration: underline dotted; text-underline-offset: .2em; list-style: none; }
.score > summary::-webkit-details-marker { display: none; }
.score[open] > summary { font-weight: 600; }
.score ul { text-align: left; margin-top: .25rem; }
.score li a { display: inline-block; padding: .2rem 0; }
@media (max-width: 44rem) {
  .scores { font-size: .8125rem; }
  .scores th, .scores td { padding-left: .6rem; }
  .scores tbody th:first-child { white-space: normal; min-width: 7rem; }
  .scores > tbody td { white-space: normal; }
  .figures { font-size: .8125rem; }
  .figures th, .figures td { padding-left: .55rem; }
  .costs tbody th, .figures .wide { white-space: normal; }
}`;
