import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { openDay } from '../../src/ledger/days.js';
import { recordGap } from '../../src/ledger/gaps.js';
import { transact, type Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { recordMessage } from '../../src/ledger/messages.js';
import { openLedger } from '../../src/ledger/open.js';
import { watchLedger, type LedgerWatch } from '../../src/ledger/watch.js';
import { describeLedgers } from '../support/ledgers.js';

const key = { mission: 'mopitt', day: dataDay('2026-11-20') };

/** A program that commits 300 times to the ledger that it is told. */
const BURST = `
  const { openLedger } = await import(${JSON.stringify(dist('ledger/open.js'))});
  const { upsertLevel } = await import(${JSON.stringify(dist('ledger/levels.js'))});
  const ledger = await openLedger(process.argv[1]);
  for (let since = 1; since <= 300; since += 1)
    await upsertLevel(ledger, { ...${JSON.stringify(key)}, level: 'L1' }, { since });
  await ledger.close();`;

function dist(path: string): string {
  return pathToFileURL(resolve('dist', path)).href;
}

/** A watch whose news can be waited for. */
class Ear {
  changes = 0;
  readonly troubles: string[] = [];
  private waiting: (() => void)[] = [];
  private watch: LedgerWatch | undefined;

  static async on(ledger: Ledger): Promise<Ear> {
    const ear = new Ear();
    ear.watch = await watchLedger(ledger, {
      changed: () => ear.hear(() => (ear.changes += 1)),
      trouble: (error) => ear.hear(() => ear.troubles.push(error.message)),
    });
    return ear;
  }

  /** Resolves when `condition` holds; it is asked whenever something is heard. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async stop(): Promise<void> {
    await this.watch?.stop();
    this.watch = undefined;
  }

  private hear(note: () => void): void {
    note();
    for (const resume of this.waiting.splice(0)) resume();
  }
}

describeLedgers('a watch over a ledger', (ledgers) => {
  let ear: Ear | undefined;
  afterEach(() => ear?.stop());

  it('tells what another connection commits, table by table', async () => {
    const location = await ledgers.newLocation();
    ear = await Ear.on(await ledgers.open(location));
    const writer = await ledgers.open(location);
    const writes = [
      () => openDay(writer, key, { at: 7, openedBy: 'input' }),
      () => upsertLevel(writer, { ...key, level: 'L1' }, { state: 'running', since: 8 }),
      () =>
        recordGap(writer, {
          mission: 'mopitt',
          id: 'g',
          fromAt: 1,
          toAt: 2,
          types: [],
          by: 'a',
          why: 'b',
          at: 3,
        }),
      () =>
        recordMessage(writer, {
          mission: 'mopitt',
          id: 'm',
          via: 'smtp',
          kind: 'DN',
          receivedAt: 1,
          path: 'p',
          state: 'kept',
        }),
    ];
    for (const write of writes) {
      const before = ear.changes;
      await write();
      await ear.until(() => ear!.changes > before);
    }
    expect(ear.troubles).toEqual([]);
  });

  it('tells what the same ledger commits', async () => {
    const ledger = await ledgers.open();
    ear = await Ear.on(ledger);
    await openDay(ledger, key, { at: 7, openedBy: 'input' });
    await ear.until(() => ear!.changes > 0);
  });

  it('tells of a transaction when it commits, and the reader then sees it', async () => {
    const location = await ledgers.newLocation();
    const reader = await ledgers.open(location);
    ear = await Ear.on(reader);
    const writer = await ledgers.open(location);
    await transact(writer, async (inner) => {
      for (let day = 1; day < 29; day += 1) {
        const of = { mission: 'mopitt', day: dataDay(`2026-02-${String(day).padStart(2, '0')}`) };
        await openDay(inner, of, { at: 7, openedBy: 'x'.repeat(20_000) });
      }
      expect(ear!.changes).toBe(0);
    });
    await ear.until(() => ear!.changes > 0);
    expect(await reader.db.selectFrom('days').select('day').execute()).toHaveLength(28);
  });

  it('tells a burst of commits in far fewer words than commits', async () => {
    const location = await ledgers.newLocation();
    const reader = await ledgers.open(location);
    ear = await Ear.on(reader);
    const state = async () =>
      (await reader.db.selectFrom('levels').select('since').executeTakeFirst())?.since ?? 0;
    // This process waits for the other one: it hears nothing until all is committed, however long that takes.
    execFileSync(process.execPath, ['--input-type=module', '--eval', BURST, location]);
    await ear.until(() => ear!.changes > 0);
    expect(await state()).toBe(300);
    expect(ear.changes).toBeLessThan(150);
  });

  it('tells nothing of a read', async () => {
    const location = await ledgers.newLocation();
    const ledger = await ledgers.open(location);
    ear = await Ear.on(ledger);
    const other = await ledgers.open(location);
    for (let count = 0; count < 20; count += 1) await other.db.selectFrom('days').selectAll().execute();
    // A change that comes after them is heard alone.
    await openDay(other, key, { at: 7, openedBy: 'input' });
    await ear.until(() => ear!.changes > 0);
    expect(ear.changes).toBe(1);
  });

  it('tells nothing when it was stopped', async () => {
    const location = await ledgers.newLocation();
    const ledger = await ledgers.open(location);
    const stopped = await Ear.on(ledger);
    await stopped.stop();
    ear = await Ear.on(ledger);
    await openDay(ledger, key, { at: 7, openedBy: 'input' });
    await ear.until(() => ear!.changes > 0);
    expect(stopped.changes).toBe(0);
  });

  it('goes on when everybody else has closed the ledger and opens it again', async () => {
    const location = await ledgers.newLocation();
    const first = await openLedger(location);
    ear = await Ear.on(first);
    await first.close();
    await openDay(await ledgers.open(location), key, { at: 7, openedBy: 'input' });
    await ear.until(() => ear!.changes > 0);
  });

  it('says that it lost its connection to a server, and counts the next one as a change', async () => {
    const ledger = await ledgers.open();
    if (ledger.dialect === 'sqlite') return; // A file has no connection to lose.
    ear = await Ear.on(ledger);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sipstream watch' and datname = current_database()`.execute(ledger.db);
    await ear.until(() => ear!.troubles.length > 0);
    await ear.until(() => ear!.changes > 0);
    const before = ear.changes;
    await openDay(ledger, key, { at: 7, openedBy: 'input' });
    await ear.until(() => ear!.changes > before);
  });

  it('says why it cannot begin', async () => {
    const ledger = await ledgers.open();
    const nowhere =
      ledger.dialect === 'sqlite' ? `${ledgers.directory()}/none/x.sqlite` : 'postgres://localhost:1/x';
    await expect(Ear.on({ ...ledger, location: nowhere })).rejects.toThrow();
  });
});
