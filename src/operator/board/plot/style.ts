/** The look of plots. */
export const PLOT_STYLE = `.plot-body { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); grid-template-rows: 10.5rem 1.3rem; }
.plot-body svg { display: block; width: 100%; height: 100%; }
.plot-values text { text-anchor: end; transform: translateX(-.4rem); }
.plot-values text, .plot-times text { fill: var(--soft); font-size: .74rem; font-variant-numeric: tabular-nums; }
.plot-values, .plot-times { overflow: visible; }
.plot-times { grid-column: 2; }
.plot-times text { text-anchor: middle; }
.plot-area { background: var(--card); border: 1px solid var(--line); border-radius: 4px; overflow: hidden; }
.plot-area .grid-line { stroke: var(--line); stroke-width: 1; stroke-dasharray: 1 3; }
.curve { fill: none; stroke: var(--link); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.curve-1 { stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 5 3; }
.band { fill: var(--link); fill-opacity: .18; stroke: none; }
.dot { fill: var(--link); }
line.limit { stroke-width: 1.2; }
line.limit.suspect { stroke: var(--warn); stroke-dasharray: 6 3; }
line.limit.failed { stroke: var(--bad); }
text.limit, text.version { font-size: .7rem; paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
text.limit { text-anchor: end; }
text.limit.suspect { fill: var(--warn); }
text.limit.failed { fill: var(--bad); }
line.version { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 2; }
text.version { fill: var(--soft); }
.spark { display: block; width: 9.5rem; height: 2.3rem; overflow: visible; }
.spark .today { fill: var(--card); stroke: var(--ink); stroke-width: 2; }
@media (max-width: 44rem) {
  .plot-times text.odd { display: none; }
  .plot-body { grid-template-columns: 3.2rem minmax(0, 1fr); grid-template-rows: 8.5rem 1.3rem; }
}
`;
