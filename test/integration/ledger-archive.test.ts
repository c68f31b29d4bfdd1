import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { archiveManyOnce, archiveOnce } from '../../src/ledger/archive-once.js';
import { openDay } from '../../src/ledger/days.js';
import { fileByOriginalName, filesOfDay, filesOfGranule } from '../../src/ledger/files.js';
import { transact } from '../../src/ledger/ledger.js';
import type { FileRow } from '../../src/ledger/schema.js';
import { describeLedgers } from '../support/ledgers.js';
import { transpiledSources, type TranspiledSources } from './fixtures/transpiled-sources.js';

const mission = 'mopitt';
const day = dataDay('2026-11-20');

function file(name: string, change: Partial<FileRow> = {}): FileRow {
  return {
    mission,
    archivePath: `L0/2026/11/${name}`,
    originalName: `original-${name}`,
    archiveName: name,
    type: 'MOP00SCI',
    day,
    size: 5_000_000_000,
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    kind: 'input',
    archivedAt: 1_795_000_000_000,
    ...change,
  };
}

const nothing = () => Promise.resolve();

describeLedgers('recording what is archived', (ledgers) => {
  let sources: TranspiledSources;
  beforeAll(async () => {
    sources = await transpiledSources(['ledger', 'domain'], ['ledger-processes/archive-files.mjs']);
  });
  afterAll(() => sources.remove());

  it('records a file once and writes its line once', async () => {
    const ledger = await ledgers.open();
    const appended: boolean[] = [];
    const append = (mayBeThere: boolean) => Promise.resolve(void appended.push(mayBeThere));
    expect(await archiveOnce(ledger, file('a'), append)).toBe('recorded');
    expect(await archiveOnce(ledger, file('a', { md5: 'other' }), append)).toBe('already');
    expect(appended).toEqual([false]);
    expect(await filesOfDay(ledger, { mission, day })).toEqual([file('a')]);
  });

  it('records nothing when the line could not be written, and says the next time that it may be there', async () => {
    const ledger = await ledgers.open();
    await expect(
      archiveOnce(ledger, file('a'), () => Promise.reject(new Error('disk full'))),
    ).rejects.toThrow('disk full');
    expect(await filesOfDay(ledger, { mission, day })).toEqual([]);
    const told: boolean[] = [];
    await archiveOnce(ledger, file('a'), (mayBeThere) => Promise.resolve(void told.push(mayBeThere)));
    await archiveOnce(ledger, file('b'), (mayBeThere) => Promise.resolve(void told.push(mayBeThere)));
    expect(told).toEqual([true, false]);
  });

  it('writes only the lines of a batch that are not there, each once', async () => {
    const ledger = await ledgers.open();
    await archiveOnce(ledger, file('b'), nothing);
    const calls: string[][] = [];
    const recorded = await archiveManyOnce(ledger, [file('a'), file('b'), file('c'), file('a')], (rows) =>
      Promise.resolve(void calls.push(rows.map((row) => row.archiveName))),
    );
    expect(calls).toEqual([['a', 'c']]);
    expect(recorded.map((row) => row.archiveName)).toEqual(['a', 'c']);
    expect(
      await archiveManyOnce(ledger, [file('a'), file('b')], () => Promise.reject(new Error('called'))),
    ).toEqual([]);
    expect(await archiveManyOnce(ledger, [], () => Promise.reject(new Error('called')))).toEqual([]);
  });

  it('tells the one of two whose turn comes later that a line may be there when the first wrote it in vain', async () => {
    const location = await ledgers.newLocation();
    const ledger = await ledgers.open(location);
    const other = await ledgers.open(location);
    let fail: (error: Error) => void = () => undefined;
    let inside: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const first = archiveOnce(ledger, file('a'), () => {
      inside();
      return new Promise((_resolve, reject) => (fail = reject));
    });
    await entered;
    const told: boolean[] = [];
    const second = archiveOnce(other, file('a'), (mayBeThere) => Promise.resolve(void told.push(mayBeThere)));
    fail(new Error('killed'));
    await expect(first).rejects.toThrow('killed');
    expect(await second).toBe('recorded');
    expect(told).toEqual([true]);
  });

  it('lets the rest of the process read and write while a line is being written', async () => {
    const location = await ledgers.newLocation();
    const ledger = await ledgers.open(location);
    const other = await ledgers.open(location);
    let finish: () => void = () => undefined;
    let inside: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (inside = resolve));
    const archiving = archiveOnce(ledger, file('a'), () => {
      inside();
      return new Promise((resolve) => (finish = resolve));
    });
    await entered;
    expect(await filesOfDay(other, { mission, day })).toEqual([]);
    const opening = openDay(other, { mission, day }, { at: 1, openedBy: 'input' });
    const queued = openDay(ledger, { mission, day: dataDay('2026-11-21') }, { at: 1, openedBy: 'input' });
    finish();
    expect(await archiving).toBe('recorded');
    await Promise.all([opening, queued]);
    expect(await filesOfDay(other, { mission, day })).toHaveLength(1);
  });

  it('refuses to be part of another transaction', async () => {
    const ledger = await ledgers.open();
    await expect(transact(ledger, (inner) => archiveOnce(inner, file('a'), nothing))).rejects.toThrow(
      'transactions',
    );
  });

  it('finds files by day, by granule and by the name under which they came', async () => {
    const ledger = await ledgers.open();
    const rows = [
      file('sci-0200.00', { slot: '0200', part: '00' }),
      file('sci-0200.01', { slot: '0200', part: '01' }),
      file('sci-0400.00', { slot: '0400', part: '00' }),
      file('mopch', { type: 'MOPCH', slot: '0400', event: 'T2-hot' }),
      file('product', { type: 'MOP01', kind: 'product', level: 'L1', run: 2, archivePath: 'L1/product' }),
      file('old', { originalName: 'same', archivedAt: 1 }),
      file('new', { originalName: 'same', archivedAt: 2 }),
      file('tomorrow', { day: dataDay('2026-11-21') }),
    ];
    await archiveManyOnce(ledger, rows, nothing);
    const names = (found: readonly FileRow[]) => found.map((row) => row.archiveName);
    expect(names(await filesOfDay(ledger, { mission, day }))).toEqual([
      'new',
      'old',
      'sci-0200.00',
      'sci-0200.01',
      'sci-0400.00',
      'product',
      'mopch',
    ]);
    const sci = { type: 'MOP00SCI', day };
    expect(names(await filesOfGranule(ledger, mission, { ...sci, slot: '0200' }))).toEqual([
      'sci-0200.00',
      'sci-0200.01',
    ]);
    expect(names(await filesOfGranule(ledger, mission, sci))).toEqual(['new', 'old']);
    expect(names(await filesOfGranule(ledger, mission, { type: 'MOPCH', day, slot: '0400' }))).toEqual([]);
    expect(
      names(await filesOfGranule(ledger, mission, { type: 'MOPCH', day, slot: '0400', event: 'T2-hot' })),
    ).toEqual(['mopch']);
    expect(await fileByOriginalName(ledger, mission, 'same')).toEqual(
      file('new', { originalName: 'same', archivedAt: 2 }),
    );
    expect(await fileByOriginalName(ledger, mission, 'never came')).toBeUndefined();
    expect(await fileByOriginalName(ledger, 'scops', 'same')).toBeUndefined();
  });

  it.each([
    { how: 'one by one', batch: 1 },
    { how: 'in batches', batch: 25 },
  ])(
    'writes every line exactly once when two processes archive the same 200 files $how and are killed on the way',
    async ({ batch }) => {
      const location = await ledgers.newLocation();
      const table = join(ledgers.directory(), `filenames-${batch}-${Date.now()}.tbl`);
      const ledger = await ledgers.open(location);
      const program = join(sources.directory, 'ledger-processes/archive-files.mjs');

      /** Runs the program until the end, or until it has written `lines` lines and is killed at that instant. */
      const run = async (lines: number) => {
        const child = spawn(process.execPath, [program, location, table, '200', String(batch)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const exit = once(child, 'exit');
        let written = 0;
        let done = false;
        for await (const line of createInterface({ input: child.stdout })) {
          if (line === 'done') done = true;
          if (line === 'appended' && (written += 1) === lines) child.kill('SIGKILL');
        }
        await exit;
        return done;
      };
      const persistent = async (kills: readonly number[]) => {
        for (const lines of kills) await run(lines);
        expect(await run(Infinity)).toBe(true);
      };
      await Promise.all([persistent([3, 1, 40]), persistent([17, 2])]);

      const lines = (await readFile(table, 'utf8')).trimEnd().split('\n');
      expect(new Set(lines).size).toBe(200);
      expect(lines).toHaveLength(200);
      expect(await filesOfDay(ledger, { mission, day })).toHaveLength(200);
      expect(await ledger.db.selectFrom('intents').selectAll().execute()).toEqual([]);
    },
  );
});
