/** Style of the first page: what is calm looks calm, and what stands beside it keeps aside. */
export const NOW_STYLE = `
.now { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2rem; }
@media (min-width: 64rem) { .now { grid-template-columns: minmax(0, 1fr) 21rem; } }
.now > div > section:first-child > h2 { margin-top: .6rem; }
.now > div > .quiet:first-child { margin-top: 1.2rem; }
@media (max-width: 63.99rem) { .now > div + div > section:first-child > h2 { margin-top: 2rem; } }
.quiet { margin: 0; padding: 2.6rem 1rem; text-align: center; color: var(--soft); border: 1px dashed var(--line); border-radius: 8px; }
.quiet b { display: block; font-size: 1.15rem; font-weight: 600; color: var(--ink); }
.quiet b::before { content: "\\2713"; display: block; font-size: 1.9rem; line-height: 1.2; color: var(--good); }
.quiet.small { padding: 1rem; }
.facts { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: .93rem; }
.facts div { display: grid; grid-template-columns: 6.4rem minmax(0, 1fr); gap: .6rem; padding: .42rem .8rem; border-top: 1px solid var(--line); }
.facts div:first-child { border-top: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts .note { display: block; }
.facts meter { display: block; width: 100%; max-width: 12rem; margin-bottom: .1rem; }
.progress { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; }
progress { width: 9rem; height: .7rem; accent-color: var(--link); }
.tail { margin: .5rem 0 0; padding: .5rem .7rem; background: var(--code); border-radius: 5px; font: .82rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-x: auto; white-space: pre; }
.tail:focus-visible { outline: 3px solid var(--link); }
.marked { margin: 0; padding-left: 1.1rem; }
.marked b { font-weight: 600; color: var(--warn); }
`;
