import type { RunRow } from '../../../ledger/schema.js';
import { bytesText } from '../../words/states.js';
import { html, instant, text, type Html } from '../html.js';
import { badge, command } from '../parts.js';
import { STREAMS, type LogStream, type LogTail } from './log-file.js';

/** One log as it is shown. */
export interface ShownLog {
  readonly run: RunRow;
  readonly stream: LogStream;
  /** Absent when there is no such file. */
  readonly tail?: LogTail | undefined;
}

/** The address of a log. */
export function logAddress(
  { day, level, run }: Pick<RunRow, 'day' | 'level' | 'run'>,
  stream: LogStream,
): string {
  return `/days/${day}/${level}/log?run=${run}&stream=${stream}`;
}

/**
 * The text of a log. While its run goes on, the script of the page adds to it what is written; without a script, and
 * after the end, it is the text alone.
 */
export function logBox({ run, stream, tail }: ShownLog, kind: 'whole' | 'brief'): Html {
  if (!tail) return html`<p class="note">The run has written no such file (yet).</p>`;
  const name = `run ${run.run} of ${run.level}, ${stream === 'out' ? 'standard output' : 'standard error'}`;
  const events = `/days/${run.day}/${run.level}/log/events?run=${run.run}&stream=${stream}&from=${tail.to}`;
  const live = run.state === 'running';
  const begun =
    tail.leftOut > 0 ? html`<p class="note">${bytesText(tail.leftOut)} before this are not shown.</p>` : '';
  return html`${begun}
    <pre
      class="log ${kind}"
      tabindex="0"
      role="region"
      aria-label="Log of ${name}"
      ${live ? html`data-log="${events}" data-key="${`${run.day}/${run.level}/${run.run}/${stream}`}"` : ''}
    >
${tail.text}</pre>
    ${live ? html`<p class="note live" role="status" hidden>● live</p>` : ''}`;
}

/** The page of the logs of a level. */
export function logPage(shown: ShownLog, runs: readonly RunRow[], now: number, program: string): Html[] {
  const { run, stream } = shown;
  const choice = (address: string, words: string | Html, here: boolean) =>
    html`<a href="${address}" ${here ? html`aria-current="page"` : ''}>${words}</a>`;
  return [
    html`<h1>Log of <a href="/days/${run.day}">${run.day}</a> ${run.level}</h1>
      <nav class="choices" aria-label="Runs">
        ${runs.map((one) => choice(logAddress(one, stream), `run ${one.run}`, one.run === run.run))}
      </nav>
      <nav class="choices" aria-label="Output">
        ${STREAMS.map((one) =>
          choice(logAddress(run, one), one === 'out' ? 'standard output' : 'standard error', one === stream),
        )}
      </nav>
      <p class="lead">
        Processor ${text(run.version)}, ${badge(...runBadge(run))}
        ${run.startedAt === undefined ? '' : html` began ${instant(run.startedAt, now, true)}`}${
          run.endedAt === undefined ? '' : html`, ended ${instant(run.endedAt, now, true)}`
        }
      </p>`,
    logBox(shown, 'whole'),
    html`<p class="note">All of it, on the station:</p>
      ${command(`${program} log ${run.day} ${run.level} --run ${run.run} --all`)}`,
  ];
}

function runBadge(run: RunRow): [string, string] {
  if (run.state === 'running') return ['running', 'strong'];
  if (run.state === 'succeeded') return ['succeeded', 'good'];
  if (run.timedOut) return ['stopped at its time limit', 'bad'];
  if (run.signal) return [`ended by ${run.signal}`, 'bad'];
  return run.exitCode === undefined ? [run.state, 'dim'] : [`exit status ${run.exitCode}`, 'bad'];
}
