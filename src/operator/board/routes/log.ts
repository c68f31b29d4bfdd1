import { streamSSE } from 'hono/streaming';
import type { RunRow } from '../../../ledger/schema.js';
import { runsOf } from '../../../ledger/runs.js';
import { html } from '../html.js';
import { dayOf, type BoardApp, type BoardContext, type Kit } from '../kit.js';
import { follow } from '../log/follow.js';
import { logPath, readTail, STREAMS, type LogStream } from '../log/log-file.js';
import { logPage } from '../log/page.js';

/** What is shown of a log at first. */
const TAIL_BYTES = 64 * 1024;
/** As many logs are followed at once; who comes then sees the text as it is, and a renewal of the page shows more. */
const MOST_FOLLOWERS = 32;

interface Asked {
  readonly run: RunRow;
  readonly runs: readonly RunRow[];
  readonly stream: LogStream;
}

/** What the processors of a level wrote: the end of it as a page, and what is added as server-sent events. */
export function logRoutes(app: BoardApp, kit: Kit): void {
  const directory = kit.sources.paths?.log;
  let followers = 0;

  app.get('/days/:day/:level/log', async (context) => {
    const asked = await askedFor(context, kit);
    if (typeof asked === 'string') return kit.nothing(context, asked);
    const { run, runs, stream } = asked;
    const title = `Log of ${run.day} ${run.level}`;
    const frame = { title, here: 'none', scripts: ['/log.js'] } as const;
    if (directory === undefined)
      return kit.shown(context, frame, [
        html`<h1>${title}</h1>
          <p>This board only has the ledger; logs are shown where the station runs.</p>`,
      ]);
    const tail = await readTail(logPath(directory, run, stream), TAIL_BYTES);
    return kit.shown(context, frame, logPage({ run, stream, tail }, runs, kit.now(), kit.program));
  });

  app.get('/days/:day/:level/log/events', async (context) => {
    const asked = await askedFor(context, kit);
    if (typeof asked === 'string' || directory === undefined)
      return context.text(typeof asked === 'string' ? asked : 'There are no logs here.', 404);
    if (followers >= MOST_FOLLOWERS)
      return context.text('Too many logs are followed at this moment; load the page again.', 503);
    const { run, stream } = asked;
    // After a broken connection the browser says what it has.
    const from = offsetOf(context.req.header('last-event-id') ?? context.req.query('from'));
    followers += 1;
    return streamSSE(context, async (events) => {
      const gone = new AbortController();
      events.onAbort(() => gone.abort());
      try {
        const parts = follow({
          path: logPath(directory, run, stream),
          from,
          goesOn: async () => {
            const runs = await runsOf(kit.ledger, { mission: kit.name, day: run.day, level: run.level });
            return runs.find((one) => one.run === run.run)?.state === 'running';
          },
          listen: (changed) => kit.changes.listen(changed),
          signal: gone.signal,
        });
        for await (const { text, leftOut, to } of parts)
          await events.writeSSE({ event: 'text', id: String(to), data: JSON.stringify({ text, leftOut }) });
        await events.writeSSE({ event: 'end', data: '' });
      } finally {
        followers -= 1;
      }
    });
  });
}

/** The log that an address names, by what the ledger knows; else a sentence. */
async function askedFor(context: BoardContext, kit: Kit): Promise<Asked | string> {
  const day = dayOf(context.req.param('day') ?? '');
  const level = context.req.param('level') ?? '';
  if (day === undefined || !Object.hasOwn(kit.mission.levels, level)) return 'There is no such day or level.';
  const runs = await runsOf(kit.ledger, { mission: kit.name, day, level });
  if (runs.length === 0) return `The processor of ${level} of ${day} has not been started.`;
  const number = context.req.query('run');
  const run = number === undefined ? runs.at(-1) : runs.find((one) => String(one.run) === number);
  if (!run) return `${level} of ${day} has no such run; it has ${runs.map((one) => one.run).join(', ')}.`;
  const stream = STREAMS.find((one) => one === context.req.query('stream')) ?? 'out';
  return { run, runs, stream };
}

function offsetOf(text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0;
}
