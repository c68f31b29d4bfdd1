/** Style of the calendar. Every state has a shape in the picture and a character in the tables; colour adds to them. */
export const CALENDAR_STYLE = `
:root { --made: #5b9c8a; --accepted: #1d6b3a; --run: #2f7fd0; --wait: #b97a00; --over: #7b8694; --map: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --made: #3f8573; --accepted: #5fc184; --run: #6fb2f5; --wait: #e0ac45; --over: #7f8b99; --map: #1a2029; }
}
.mission-map { display: grid; grid-template-columns: 46px minmax(0, 1fr); grid-template-rows: 16px auto; }
.map-years { grid-area: 2 / 1; }
.map-years text { font-size: 12px; fill: var(--link); font-variant-numeric: tabular-nums; }
.map-years a:hover text, .map-years a:focus-visible text { text-decoration: underline; font-weight: 700; }
.map-months { grid-area: 1 / 2; width: 100%; overflow: visible; }
.map-months text { font-size: 11px; fill: var(--soft); }
.map { grid-area: 2 / 2; width: 100%; display: block; cursor: pointer; }
.map-frame { padding: .5rem .6rem .3rem .2rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.map-frame:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.map .band { fill: transparent; }
.sample .band { fill: var(--dim-back); }
.map .ground { stroke: var(--dim-back); fill: none; pointer-events: none; }
.map .months { stroke: var(--line); stroke-width: 1; fill: none; vector-effect: non-scaling-stroke; pointer-events: none; }
.map .gaps { stroke: var(--ink); stroke-width: 2; fill: none; pointer-events: none; }
.map .cursor { fill: none; stroke: var(--ink); stroke-width: 2.5; vector-effect: non-scaling-stroke; pointer-events: none; }
.cells { fill: none; stroke: none; pointer-events: none; }
.cells.left-out { stroke: var(--over); stroke-width: 3.4; opacity: .22; }
.cells.is-made { stroke: var(--made); stroke-width: 3.4; }
.cells.is-accepted { stroke: var(--accepted); stroke-width: 3.4; }
.cells.is-running { stroke: var(--run); stroke-width: 4; stroke-dasharray: .6 .4; }
.cells.is-inputs { stroke: var(--wait); stroke-width: 1.8; }
.cells.is-pan { stroke: var(--wait); stroke-width: 4; stroke-dasharray: .4 .6; }
.cells.is-held { stroke: var(--bad); stroke-width: 6.5; }
.cells.is-abandoned { stroke: var(--over); stroke-width: 1.2; }
.cells.is-ahead { stroke: var(--over); stroke-width: .7; stroke-dasharray: .5 .5; }
.sample { border-radius: 3px; vertical-align: -.2em; }
.map-cell { min-height: 1.5em; margin: .4rem 0 0; font-weight: 600; font-variant-numeric: tabular-nums; }

.cell-legend { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: .8rem 0; font-size: .9rem; }
.cell-legend a { text-decoration: none; color: var(--ink); white-space: nowrap; }
.cell-legend a:hover { text-decoration: underline; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; margin: .8rem 0 1rem; }
.filter label { display: grid; gap: .1rem; font-size: .82rem; color: var(--soft); }
.filter .tick { display: flex; align-items: center; gap: .35rem; font-size: .92rem; color: var(--ink); padding-bottom: .3rem; }
.filter select, .filter button { font: inherit; font-size: .93rem; padding: .28rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); }
.filter button { color: var(--link); padding-inline: .9rem; cursor: pointer; }
.filter > a { padding-bottom: .3rem; }
.filter :focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.crumbs { font-size: .92rem; margin-bottom: .3rem; color: var(--soft); }
table.years .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.years th[scope=row] { white-space: nowrap; }
table.years .none { color: var(--soft); }
table.years .bad, table.years .bad a { color: var(--bad); font-weight: 700; }

.year-grid { table-layout: fixed; border-collapse: separate; border-spacing: 2px; padding: .4rem; }
.year-grid th, .year-grid td { border: 0; padding: 0; text-align: center; vertical-align: middle; overflow-wrap: normal; }
.year-grid thead td, .year-grid th[scope=row] { width: 6.2rem; }
.year-grid thead th { font-weight: 400; font-size: .76rem; }
.year-grid th[scope=row] { text-align: left; font-size: .88rem; padding-left: .3rem; }
.year-grid td a { position: relative; display: grid; grid-template-columns: 1fr 1fr; gap: 1px; text-decoration: none; border-radius: 3px; padding-bottom: 3px; border-bottom: 3px solid transparent; }
.year-grid td.gap a { border-bottom-color: var(--ink); }
.year-grid td a:hover { outline: 2px solid var(--link); }
.year-grid i, .cell i, .cell-legend i { font: 700 .72rem/1.25 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--dim-back); color: var(--soft); border-radius: 2px; text-align: center; }
.cell i, .cell-legend i { display: inline-block; width: 1.4em; font-size: .82rem; }
:is(td, .cell, .cell-legend) i.is-held { background: var(--bad); color: var(--card); }
:is(td, .cell, .cell-legend) i.is-running { background: var(--info-back); color: var(--link); }
:is(td, .cell, .cell-legend) :is(i.is-inputs, i.is-pan) { background: var(--warn-back); color: var(--warn); }
:is(td, .cell, .cell-legend) :is(i.is-made, i.is-accepted) { background: var(--good-back); color: var(--good); }
i.left-out, .cell.left-out { opacity: .35; }
.gap-list { padding-left: 1.1rem; }
@media (max-width: 44rem) {
  .map-months .rest { display: none; }
  /* A day is less than a pixel wide here: what is held is drawn wider than it is. */
  .map .cells.is-held { stroke-width: 5; stroke-linecap: square; }
  .year-grid, .year-grid tbody, .year-grid tr { display: block; }
  .year-grid thead { display: none; }
  .year-grid tr { display: grid; grid-template-columns: repeat(8, minmax(0, 1fr)); gap: 3px; padding-bottom: .9rem; }
  .year-grid th[scope=row] { grid-column: 1 / -1; width: auto; }
  .year-grid td { display: block; }
  .year-grid td.none { display: none; }
  .year-grid td a::before { content: attr(data-date); grid-column: 1 / -1; font-size: .74rem; line-height: 1.3; color: var(--soft); }
}
`;
