import { streamSSE } from 'hono/streaming';
import type { Change } from '../changes.js';
import type { BoardApp, Kit } from '../kit.js';

/** Tells the pages that are open that the ledger has changed (server-sent events). */
export function eventRoutes(app: BoardApp, { changes }: Kit): void {
  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      await new Promise<void>((resolve) => {
        const tell = (change: Change) =>
          void stream.writeSSE({
            event: change.kind,
            data: change.kind === 'trouble' ? change.sentence : '',
          });
        const stop = changes.listen(tell);
        stream.onAbort(() => {
          stop();
          resolve();
        });
        void stream.writeSSE({ event: 'hello', data: '' });
      });
    }),
  );
}
