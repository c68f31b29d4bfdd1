import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { linkKey } from '../../adapters/scops/capability.js';
import { configSchema, type StationConfig } from '../../adapters/station/config.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { Ledger } from '../../ledger/ledger.js';
import { frontApp } from './app.js';
import type { FrontServices } from './services.js';

/** What the front end needs, and where it answers. */
export interface FrontOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly ledger: Ledger;
  readonly services: FrontServices;
  /** The projects file, and the key of links; made when it is not there. */
  readonly paths: { readonly projects: string; readonly linkKey: string };
  /** SERVER_BASE: where people reach it through a proxy; null: as it listens. */
  readonly serverBase: string | null;
  /** The proxy, as `board.proxy` of station.yaml has it. */
  readonly proxy?: StationConfig['board']['proxy'];
  /** Epoch milliseconds; for tests. */
  readonly now?: () => number;
  readonly onError?: (error: unknown) => void;
}

/** A front end that answers. */
export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

/** An upload over a slow line takes its time; a client that only holds the line does not. */
const LONGEST_REQUEST_MS = 60 * 60_000;

/**
 * Starts the scientists' front end on a listener of its own. Throws the system's error when the port is taken, and
 * OperationsError STATION_CONFIG when the key of links is damaged.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { host, port, ledger, services, paths, serverBase, proxy, now = Date.now, onError } = options;
  const key = await linkKey(paths.linkKey);
  await mkdir(services.uploads, { recursive: true, mode: 0o700 });
  // Who the proxy says somebody is counts for operators alone.
  const trusted = proxy && { trusted: proxy.trusted, operators: [] };
  const { app, changes } = frontApp(
    { ledger, mission: SCOPS, services, key, now, ...(onError && { onError }) },
    {
      host,
      projects: paths.projects,
      site: {
        ...configSchema.parse({}).board,
        ...(serverBase !== null && { url: new URL(serverBase).origin }),
        ...(trusted && { proxy: trusted }),
      },
    },
  );
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.requestTimeout = LONGEST_REQUEST_MS;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`,
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
