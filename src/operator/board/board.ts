import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { boardApp } from './app.js';
import type { BoardSources } from './kit.js';

/** What the board needs, and where it answers. */
export interface BoardOptions extends BoardSources {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** A board that answers. */
export interface Board {
  readonly url: string;
  stop(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Starts the board: pages and JSON that only read the ledger. On a loopback address it answers only to the names of this
 * host. Throws the system's error when the port is taken.
 */
export async function startBoard(options: BoardOptions): Promise<Board> {
  const { host, port, ...sources } = options;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const local = LOOPBACK.includes(shownHost);
  const { app, changes } = boardApp(sources, local ? new Set(LOOPBACK) : undefined);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${shownHost}:${chosen}`,
    async stop() {
      await changes.stop();
      const closed = once(server, 'close');
      server.close();
      // Pages that listen for changes would keep it open for ever.
      server.closeAllConnections();
      await closed;
    },
  };
}
