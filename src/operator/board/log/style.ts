/** The look of logs. */
export const LOG_STYLE = `pre.log { margin: .4rem 0; padding: .7rem .9rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: auto; max-height: 70vh; font: .82rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.log.brief { max-height: 13rem; }
pre.log:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.live { color: var(--good); }
h1 + .choices { margin-bottom: .2rem; }
`;
