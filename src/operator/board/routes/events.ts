import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { BoardApp, Kit } from '../kit.js';

/** Sends an event of a name with data. */
export type Tell = (event: string, data: string) => void;

/** Notes for every page how the ledger stands before it is read: the stream of the page tells whether it is old. */
export function noteMark(app: BoardApp, kit: Kit): void {
  app.use(async (context, next) => {
    if (context.req.header('accept')?.includes('text/html')) context.set('mark', await kit.changes.mark());
    await next();
  });
}

/** Tells the pages that are open that the ledger has changed (server-sent events). */
export function eventRoutes(app: BoardApp, kit: Kit): void {
  app.get('/events', (context) => streamSSE(context, (stream) => tellChanges(stream, kit)));
}

/**
 * Tells of changes until the reader leaves. `more` tells of something else too, and answers how that ends; a page has one
 * stream, because a browser opens only a few to one place.
 */
export async function tellChanges(
  stream: SSEStreamingApi,
  { changes }: Kit,
  more?: (tell: Tell) => Promise<() => void>,
): Promise<void> {
  const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
  const tell: Tell = (event, data) => void stream.writeSSE({ event, data });
  const ends = [
    changes.listen((change) => tell(change.kind, change.kind === 'trouble' ? change.sentence : '')),
  ];
  try {
    tell('hello', await changes.mark());
    if (more) ends.push(await more(tell));
    await gone;
  } finally {
    for (const end of ends) end();
  }
}
