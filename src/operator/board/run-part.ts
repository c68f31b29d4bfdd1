import { durationText } from '../../domain/duration.js';
import type { RunProgress } from '../reading/run-progress.js';
import { html, text, type Html } from './html.js';

/** How a run gets on: its time beside the usual one, and the end of its log. */
export function runPart({ startedAt, usualMs, limitMs, tail, run }: RunProgress, now: number): Html {
  const took = Math.max(0, now - startedAt);
  const whole = usualMs ?? limitMs;
  const compared =
    usualMs !== undefined
      ? ` of usually ${durationText(usualMs)}`
      : limitMs !== undefined
        ? ` of at most ${durationText(limitMs)}`
        : '';
  return html`<p class="progress">
      ${
        whole === undefined
          ? ''
          : html`<progress
              max="${whole}"
              value="${Math.min(took, whole)}"
              aria-label="time of the run"
            ></progress>`
      }
      Run ${run}: ${durationText(took)}${compared}
    </p>
    ${
      tail.length === 0
        ? ''
        : html`<pre class="tail" tabindex="0" aria-label="The last lines of the log">
${tail.map(text).join('\n')}</pre>`
    }`;
}
