/** The look of trends. */
export const TREND_STYLE = `.trend-choices { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; align-items: center; }
.trend-choices .choices { margin-bottom: .2rem; }
form.range { display: flex; flex-wrap: wrap; gap: .4rem .7rem; align-items: center; color: var(--soft); }
form.range input, form.range button { font: inherit; font-size: .92rem; padding: .2rem .45rem; border: 1px solid var(--line); border-radius: 5px; background: var(--card); color: var(--ink); }
form.range button { color: var(--link); cursor: pointer; }
form.range :is(input, button):focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.trends { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 31rem), 1fr)); gap: .8rem; margin-top: 1rem; }
.trend { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem .6rem; min-width: 0; }
.trend h3 { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; margin: 0; overflow-wrap: anywhere; }
.trend .figure { font-size: 1.2rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.trend > .note { margin: .1rem 0 .7rem; min-height: 2.8em; }
.trend .plot-area { background: var(--page); }
.trend .legend { margin: .5rem 0 0; font-size: .82rem; }
.farthest { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .88rem; margin: .5rem 0 0; }
.trend details { font-size: .9rem; }
.trend .scroll > table.tight { min-width: 26rem; }
.hold-row { display: grid; grid-template-columns: 11.5rem 2.2rem minmax(0, 1fr); gap: .5rem; align-items: end; padding: .2rem 0; }
.hold-row b { text-align: right; font-variant-numeric: tabular-nums; }
.hold-row .code { color: var(--ink); }
.hold-row svg { width: 100%; height: 1.6rem; display: block; }
.hold-row rect { fill: var(--bad); }
.hold-row .grid-line { stroke: var(--line); }
@media (max-width: 44rem) {
  .hold-row { grid-template-columns: 9.4rem 1.8rem minmax(0, 1fr); }
  .hold-row .code { font-size: .72rem; }
  .trend > .note { min-height: 0; }
}
`;
