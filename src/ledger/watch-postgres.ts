import pg from 'pg';
import { NOTIFY_CHANNEL } from './migrations/0005-notify.js';
import type { LedgerWatch, WatchListener } from './watch.js';

/** A burst of commits is told once. */
const GATHER_MS = 10;
/** How long after a lost connection the next one is tried, milliseconds; twice as long after every failure. */
const AGAIN_MS = { first: 250, longest: 30_000 } as const;

/**
 * Listens to a PostgreSQL database on a connection of its own. A connection that is lost is made anew, and then counts as
 * a change: what was committed meanwhile was told to nobody.
 */
export async function watchPostgres(url: string, listener: WatchListener): Promise<LedgerWatch> {
  let client: pg.Client | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let trying: NodeJS.Timeout | undefined;
  let stopped = false;

  const notified = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      listener.changed();
    }, GATHER_MS);
  };
  const connect = async () => {
    const next = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'sipstream watch',
    });
    next.on('notification', notified);
    // One loss may be told as several events; the first one counts.
    const lost = (error: Error) => {
      if (client !== next || stopped) return;
      client = undefined;
      listener.trouble(error);
      again(AGAIN_MS.first);
    };
    next.on('error', lost);
    next.on('end', () => lost(new Error('the connection to the database was closed')));
    try {
      await next.connect();
      await next.query(`listen ${NOTIFY_CHANNEL}`);
    } catch (error) {
      await next.end().catch(() => undefined); // It was never there, or is gone: the first error says why.
      throw error;
    }
    client = next;
  };
  const again = (ms: number) => {
    trying = setTimeout(() => {
      connect().then(
        () => (stopped ? client?.end() : notified()),
        (error: Error) => {
          if (stopped) return;
          listener.trouble(error);
          again(Math.min(ms * 2, AGAIN_MS.longest));
        },
      );
    }, ms);
    trying.unref();
  };

  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(gathering);
      clearTimeout(trying);
      await client?.end();
    },
  };
}
