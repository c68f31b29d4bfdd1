import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDay } from '../../src/ledger/days.js';
import { dataDay } from '../../src/domain/data-day.js';
import { openLedger } from '../../src/ledger/open.js';
import { settle, swapIn } from '../../src/operator/rebuild/target.js';

const AT = Date.parse('2026-11-22T06:48:54.871Z');
const KEPT = 'ledger.sqlite.before-20261122T064854.871Z';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sipstream-swap-'));
  const fresh = await openLedger(join(directory, 'fresh'));
  await openDay(fresh, { mission: 'mopitt', day: dataDay('2026-11-22') }, { at: 1, openedBy: 'new' });
  await settle(fresh, join(directory, 'fresh'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const place = () => join(directory, 'ledger.sqlite');
const swap = () => swapIn(join(directory, 'fresh'), place(), AT);

describe('a ledger that takes the place of another', () => {
  it('is one file, with nothing in a log beside it', async () => {
    expect(await readdir(directory)).toEqual(['fresh']);
  });

  it('is simply there when there was none', async () => {
    expect(await swap()).toBeUndefined();
    expect(await openedBy(place())).toEqual(['new']);
  });

  it('keeps the old one with what stood in its log only, as after a kill', async () => {
    await oldLedgerWithLog();
    expect((await stat(`${place()}-wal`)).size).toBeGreaterThan(0);
    expect(await swap()).toBe(join(directory, KEPT));
    expect(await openedBy(place())).toEqual(['new']);
    expect(await openedBy(join(directory, KEPT))).toEqual(['old']);
  });

  it('keeps an old one that is no database any more, byte by byte', async () => {
    await writeFile(place(), 'not a database, only noise that fills a page'.repeat(100));
    const old = await readFile(place());
    expect(await swap()).toBe(join(directory, KEPT));
    expect(await readFile(join(directory, KEPT))).toEqual(old);
    expect(await openedBy(place())).toEqual(['new']);
  });
});

/** A ledger whose only row is in its log: the file and the log are copied while a connection is open. */
async function oldLedgerWithLog(): Promise<void> {
  const living = join(directory, 'living');
  const ledger = await openLedger(living);
  await openDay(ledger, { mission: 'mopitt', day: dataDay('2026-11-21') }, { at: 1, openedBy: 'old' });
  for (const suffix of ['', '-wal'])
    await writeFile(`${place()}${suffix}`, await readFile(`${living}${suffix}`));
  await ledger.close();
}

async function openedBy(path: string): Promise<string[]> {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare<[], string>('select opened_by from days').pluck().all();
  } finally {
    database.close();
  }
}
