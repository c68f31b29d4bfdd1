import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { dayRow, openDay } from '../../src/ledger/days.js';
import { transact } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { describeLedgers } from '../support/ledgers.js';
import { transpiledSources, type TranspiledSources } from './fixtures/transpiled-sources.js';

const key = { mission: 'mopitt', day: dataDay('2026-11-20') };

describeLedgers('opening a ledger', (ledgers) => {
  let sources: TranspiledSources;
  beforeAll(async () => {
    sources = await transpiledSources(['ledger', 'domain'], ['ledger-processes/open-ledger.mjs']);
  });
  afterAll(() => sources.remove());

  it('makes the tables of a new ledger when four processes open it at once', async () => {
    const location = await ledgers.newLocation();
    const program = join(sources.directory, 'ledger-processes/open-ledger.mjs');
    const children = ['a', 'b', 'c', 'd'].map((name) =>
      spawn(process.execPath, [program, location, name], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const exits = children.map((child) => once(child, 'exit'));
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    for (const child of children) child.stdin.write('go\n');
    expect((await Promise.all(exits)).map(([code]) => code as number)).toEqual([0, 0, 0, 0]);

    const ledger = await ledgers.open(location);
    const rows = await ledger.db.selectFrom('days').select('mission').orderBy('mission').execute();
    expect(rows.map((row) => row.mission)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps what is in it when it is opened again', async () => {
    const location = await ledgers.newLocation();
    const first = await openLedger(location);
    await openDay(first, key, { at: 7, openedBy: 'input' });
    await first.close();
    const again = await ledgers.open(location);
    expect(await dayRow(again, key)).toEqual({
      ...key,
      state: 'open',
      openedAt: 7,
      openedBy: 'input',
      workflowId: 'mopitt/2026-11-20',
    });
  });

  it('opens for reading while somebody else writes', async () => {
    const location = await ledgers.newLocation();
    const writer = await ledgers.open(location);
    await transact(writer, async (inner) => {
      await openDay(inner, key, { at: 7, openedBy: 'input' });
      const reader = await ledgers.open(location);
      expect(await dayRow(reader, key)).toBeUndefined();
    });
  });

  it('refuses a ledger that a newer release wrote, and says so', async () => {
    const location = await ledgers.newLocation();
    const ledger = await ledgers.open(location);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00.000Z')`.execute(
      ledger.db,
    );
    await expect(openLedger(location)).rejects.toMatchObject({
      code: 'STATION_CONFIG',
      message: expect.stringMatching(/newer release.*9999-later/) as string,
    });
  });

  it('undoes the writes of a transaction that fails', async () => {
    const ledger = await ledgers.open();
    const failing = transact(ledger, async (inner) => {
      await openDay(inner, key, { at: 7, openedBy: 'input' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await dayRow(ledger, key)).toBeUndefined();
  });
});

describe('a ledger that cannot be opened', () => {
  it('is named, without the password', async () => {
    const error: unknown = await openLedger('postgres://ops:secret@127.0.0.1:1/ledger').catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'STATION_CONFIG' });
    expect(String(error)).toContain('postgres://ops@127.0.0.1:1/ledger');
    expect(String(error)).not.toContain('secret');
  });

  it('is named when its path is a directory', async () => {
    const path = await mkdtemp(join(tmpdir(), 'ledger-open-'));
    try {
      const message = expect.stringContaining(path) as string;
      await expect(openLedger(path)).rejects.toMatchObject({ code: 'STATION_CONFIG', message });
    } finally {
      await rm(path, { recursive: true });
    }
  });
});
