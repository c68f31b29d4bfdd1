import type { LevelRow, RunRow } from '../../../ledger/schema.js';
import { html, type Html } from '../html.js';
import type { LogStream } from '../log/log-file.js';
import { logAddress, logBox, type ShownLog } from '../log/page.js';

/** The runs whose log stands on the page of the day itself: those that go on, and those that a level is held for. */
export function runsToShow(
  levels: readonly LevelRow[],
  runs: readonly RunRow[],
): { readonly run: RunRow; readonly stream: LogStream }[] {
  return levels.flatMap((level): { run: RunRow; stream: LogStream }[] => {
    const run = runs.findLast((one) => one.level === level.level);
    if (run?.state === 'running') return [{ run, stream: 'out' }];
    const failed = level.state === 'held' && level.heldCode?.startsWith('PROCESSOR_') === true;
    return run && failed ? [{ run, stream: 'err' }] : [];
  });
}

/** The end of these logs. */
export function logs(shown: readonly ShownLog[]): Html | '' {
  if (shown.length === 0) return '';
  return html`<section id="log">
    <h2>Log</h2>
    ${shown.map(
      (one) =>
        html`<div>
          <h3>
            ${one.run.level}
            <span class="note"
              >run ${one.run.run}, ${one.stream === 'out' ? 'standard output' : 'standard error'};
              <a href="${logAddress(one.run, one.stream)}">all of it</a></span
            >
          </h3>
          ${logBox(one, 'brief')}
        </div>`,
    )}
  </section>`;
}
