import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { compactDay, type DataDay } from '../../src/domain/data-day.js';
import { granuleKey } from '../../src/domain/granule.js';
import { parseProductName } from '../../src/domain/product.js';
import { parseFilenamesLine } from '../../src/formats/filenames-table.js';
import { metValue, parseMet } from '../../src/formats/met.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import type { TestStation } from './station.js';

const PASSING_PLACES = ['pickup', 'staging', 'delivery', 'overflow/complete', 'overflow/incomplete'];

/**
 * Expects that a product day is complete and that nothing is lost, doubled or left behind: on the disk, in the ledger, in
 * the workflow, and at the DAAC. `without` are the keys of the granules that the day was made without.
 */
export async function expectDayComplete(
  station: TestStation,
  day: DataDay,
  { without = [] }: { without?: readonly string[] } = {},
): Promise<void> {
  await station.dayDone(day);
  expect(await station.outcomeOf(day)).toEqual({ status: 'COMPLETED', result: 'done' });
  await expectArchiveTrue(station);
  await expectInputs(station, day, without);
  await expectProducts(station, day);
  await expectDelivered(station, day);
  for (const level of Object.keys(station.mission.levels)) {
    expect(await station.level(day, level)).toMatchObject({ stage: 'accepted', state: 'done' });
    expect(await station.rows('runs', { day, level, state: 'succeeded' })).toHaveLength(1);
  }
}

/** Expects that every receipt has ended and that no file lies where files only pass. */
export async function expectAtRest(station: TestStation): Promise<void> {
  await station.until('every receipt has ended', async () =>
    (await station.rows('receipts')).every(({ state }) => state === 'done'),
  );
  await station.until('nothing lies where files only pass', async () => {
    const names = await Promise.all(PASSING_PLACES.map((place) => readdir(join(station.home, place))));
    return names.flat().length === 0;
  });
}

/** The archive, `filenames.tbl` and the ledger say the same of every file: one line, one row, and the checksum is true. */
async function expectArchiveTrue(station: TestStation): Promise<void> {
  const { archive, filenamesTable } = station.paths;
  const onDisk = new Map<string, string>();
  for (const name of await tree(archive)) onDisk.set(name, md5(await readFile(join(archive, name))));
  const lines = (await readFile(filenamesTable, 'utf8')).trimEnd().split('\n').slice(1);
  const inTable = lines.map((line) => {
    const entry = parseFilenamesLine(line);
    return `${entry?.newName} ${entry?.checksum}`;
  });
  const inLedger = (await station.rows('files')).map((row) => `${row.archivePath} md5:${row.md5}`);
  const there = [...onDisk].map(([name, sum]) => `${name} md5:${sum}`).sort();
  expect(inTable.sort()).toEqual(there);
  expect(inLedger.sort()).toEqual(there);
  expect(await station.rows('intents')).toEqual([]);
}

/** Every file that the DAAC has for the day is archived once, byte for byte. */
async function expectInputs(station: TestStation, day: DataDay, without: readonly string[]): Promise<void> {
  const { granules } = makeDay({ mission: station.mission, day });
  const sent = granules
    .filter((granule) => !without.includes(granuleKey(granule)))
    .flatMap(({ files }) => files.map((file) => `${file.name} ${md5(...file.content())}`));
  const rows = await station.rows('files', { day, kind: 'input' });
  expect(rows.map((row) => `${row.originalName} ${row.md5}`).sort()).toEqual(sent.sort());
}

/** As many products of each type as the mission says, each with a `.met` that carries its flags and versions. */
async function expectProducts(station: TestStation, day: DataDay): Promise<void> {
  const rows = await station.rows('files', { day, kind: 'product' });
  for (const [level, plan] of Object.entries(station.mission.levels)) {
    const { qaVerdict } = (await station.level(day, level))!;
    const own = rows.filter((row) => row.level === level);
    const data = own.filter(({ part }) => part !== 'met');
    expect(own).toHaveLength(2 * data.length);
    for (const row of plan.products) {
      const { length } = data.filter(({ type }) => type === row.type);
      expect(length, row.type).toBeGreaterThanOrEqual(row.count.min);
      expect(length, row.type).toBeLessThanOrEqual(row.count.max);
    }
    for (const { archivePath } of data) {
      const product = parseProductName(plan, basename(archivePath));
      expect(product).toMatchObject({ day, version: plan.version });
      const met = parseMet(await readFile(join(station.paths.archive, `${archivePath}.met`), 'latin1'));
      expect(metValue(met, 'PGEVERSION')).toBe(plan.version);
      expect(metValue(met, 'OPERATIONALQUALITYFLAG')).toBe(qaVerdict);
      expect(metValue(met, 'AUTOMATICQUALITYFLAG')).toMatch(/^(Passed|Suspect)$/);
    }
  }
  const picture = rows.find(({ type, part }) => type === 'MOP02B' && part !== 'met')!;
  const bytes = await readFile(join(station.paths.archive, picture.archivePath));
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
}

/** The DAAC has accepted every product, as the archive has it, and the delivery disk has let go of the day. */
async function expectDelivered(station: TestStation, day: DataDay): Promise<void> {
  const products = await station.rows('files', { day, kind: 'product' });
  const ingested = new Map<string, string>();
  const text = await readFile(join(station.home, 'simulator/ingested.jsonl'), 'utf8');
  for (const line of text.trimEnd().split('\n')) {
    const { files } = JSON.parse(line) as { files: { name: string; md5: string }[] };
    for (const file of files) ingested.set(file.name, file.md5);
  }
  for (const row of products) expect(ingested.get(row.archiveName), row.archiveName).toBe(row.md5);
  const deliveries = await station.rows('deliveries', { day });
  for (const level of Object.keys(station.mission.levels)) {
    const last = deliveries.filter((row) => row.level === level).sort((a, b) => b.attempt - a.attempt)[0];
    expect(last).toMatchObject({ state: 'accepted', disposition: 'SUCCESSFUL' });
  }
  const left = await readdir(station.paths.delivery);
  expect(left.filter((name) => name.includes(compactDay(day)))).toEqual([]);
  expect((await readdir(station.paths.staging)).filter((name) => name === day)).toEqual([]);
}

async function tree(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && entry.name !== 'filenames.tbl')
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
      // Written anew with every stage that ends: no file that was archived once and for all.
      .filter((name) => !name.startsWith('provenance/'))
  );
}

function md5(...pieces: Uint8Array[]): string {
  const hash = createHash('md5');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
