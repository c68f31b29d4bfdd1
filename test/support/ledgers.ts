import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { postgresPrograms, startPostgres, type PostgresServer } from './postgres.js';

/** What the tests of one database work with. */
export interface Ledgers {
  /** A directory of the test file. */
  directory(): string;
  /** The location of a ledger that nobody has opened. */
  newLocation(): Promise<string>;
  /** Opens a ledger (a new one, unless `location` is given); it is closed after the test. */
  open(location?: string): Promise<Ledger>;
}

/** The same tests with SQLite and with a real PostgreSQL server; without one those are skipped, and say why. */
export function describeLedgers(title: string, body: (ledgers: Ledgers) => void): void {
  describe(`${title} (SQLite)`, () => suite(body, undefined));
  const programs = postgresPrograms();
  if (programs === undefined)
    describe.skip(`${title} (PostgreSQL: no initdb and postgres on this machine)`, () =>
      suite(body, undefined));
  else describe(`${title} (PostgreSQL)`, () => suite(body, startPostgres));
}

function suite(body: (ledgers: Ledgers) => void, start: (() => Promise<PostgresServer>) | undefined): void {
  let directory = '';
  let server: PostgresServer | undefined;
  let count = 0;
  const opened: Ledger[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ledger-'));
    server = await start?.();
  });
  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close();
  });
  afterAll(async () => {
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const newLocation = async () =>
    server ? await server.newDatabase() : join(directory, `ledger-${(count += 1)}.sqlite`);
  body({
    directory: () => directory,
    newLocation,
    async open(location) {
      const ledger = await openLedger(location ?? (await newLocation()));
      opened.push(ledger);
      return ledger;
    },
  });
}
