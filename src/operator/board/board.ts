import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { configSchema, type StationConfig } from '../../adapters/station/config.js';
import { boardApp } from './app.js';
import type { BoardSources } from './kit.js';

/** What the board needs, and where it answers. */
export interface BoardOptions extends BoardSources {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** `board` of the station's configuration: who may look at it, and from where. */
  readonly access?: StationConfig['board'];
}

/** A board that answers. */
export interface Board {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the board. Who may what on it is said in access/policy.ts. Throws the system's error when the port is taken.
 */
export async function startBoard(options: BoardOptions): Promise<Board> {
  const { host, port, access = configSchema.parse({}).board, ...sources } = options;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const users = sources.paths?.users;
  const { app, changes } = boardApp(sources, {
    host,
    board: access,
    ...(users !== undefined && { users }),
  });
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
