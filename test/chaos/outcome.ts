import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFilenamesLine } from '../../src/formats/filenames-table.js';
import type { RunningStation } from '../support/running-station.js';

/** What a station has made of its days: equal for two stations that were given the same. Times are not in it. */
export interface Outcome {
  /** MD5 of every file in the archive but the table, by its relative name. */
  readonly archive: Readonly<Record<string, string>>;
  /** One text a line of filenames.tbl, sorted: old name, new name, size, checksum. */
  readonly table: readonly string[];
  /** The same of the ledger. */
  readonly recorded: readonly string[];
  /** What the DAAC has ingested: PDR, then name and MD5 of its files, sorted. */
  readonly ingested: readonly string[];
  readonly levels: readonly string[];
  /** Every run of a processor: day, level, number, how it ended. */
  readonly runs: readonly string[];
  /** How often each processor was started for a day, as its own log says. */
  readonly starts: Readonly<Record<string, number>>;
  readonly verdicts: readonly string[];
  readonly deliveries: readonly string[];
  /** Every receipt with its files and how each stands; its key is left out, because it depends on the home. */
  readonly receipts: readonly string[];
  /** How many messages of each kind were handled, and how. */
  readonly messages: Readonly<Record<string, number>>;
  /** Mails to the operators: an undisturbed day sends none. */
  readonly notices: readonly string[];
  /** Files that are being archived. */
  readonly intents: readonly string[];
}

/** Reads the outcome of a station. */
export async function outcomeOf({ home, station }: RunningStation): Promise<Outcome> {
  const { db } = station.ledger;
  const all = await tree(join(home, 'archive'));
  const archive: Record<string, string> = {};
  // Times and attempts stand in the provenance, which differ.
  const products = all.filter((each) => !each.startsWith('provenance/'));
  for (const name of products.filter(
    (each) => each !== 'filenames.tbl' && !each.startsWith('.filenames.tbl.'),
  ))
    archive[name] = md5(await readFile(join(home, 'archive', name)));
  const messages: Record<string, number> = {};
  for (const { kind, state } of await db.selectFrom('messages').select(['kind', 'state']).execute())
    messages[`${kind} ${state}`] = (messages[`${kind} ${state}`] ?? 0) + 1;
  const rows = {
    files: await db.selectFrom('files').selectAll().execute(),
    levels: await db.selectFrom('levels').selectAll().execute(),
    runs: await db.selectFrom('runs').selectAll().execute(),
    qa: await db.selectFrom('qa').selectAll().execute(),
    deliveries: await db.selectFrom('deliveries').selectAll().execute(),
    receipts: await db.selectFrom('receipts').selectAll().execute(),
    arrivals: await db.selectFrom('arrivals').selectAll().execute(),
    notices: await db.selectFrom('notices').selectAll().execute(),
    intents: await db.selectFrom('intents').selectAll().execute(),
  };
  return {
    archive,
    table: (await tableLines(home)).sort(),
    recorded: rows.files
      .map((row) => [row.originalName, row.archivePath, row.size, `md5:${row.md5}`].join(' '))
      .sort(),
    ingested: (await ingestedLines(home)).sort(),
    levels: rows.levels.map((row) => [row.day, row.level, row.stage, row.state].join(' ')).sort(),
    runs: rows.runs.map((row) => [row.day, row.level, row.run, row.state, row.exitCode].join(' ')).sort(),
    starts: await startsOf(home),
    verdicts: rows.qa.map((row) => [row.product, row.verdict, row.reasons, row.figures].join(' ')).sort(),
    deliveries: rows.deliveries
      .map((row) => [row.pdr, row.attempt, row.state, row.disposition, row.files].join(' '))
      .sort(),
    receipts: rows.receipts
      .map((receipt) => {
        const files = rows.arrivals.filter((row) => row.receiptKey === receipt.key);
        const states = files.map((row) => `${row.name} ${row.state}`).sort();
        return `${receipt.fileCount} files: ${states.join(', ')}: ${receipt.state}`;
      })
      .sort(),
    messages,
    notices: rows.notices.map((row) => `${row.key}: ${row.subject}`).sort(),
    intents: rows.intents.map((row) => row.archivePath),
  };
}

/** What still lies where nothing should lie when all days are accepted. Hidden leftovers count too. */
export async function leftovers(home: string): Promise<string[]> {
  const places = ['pickup', 'overflow/complete', 'overflow/incomplete', 'overflow/unmatched'];
  const found: string[] = [];
  for (const place of [...places, 'staging', 'delivery'])
    found.push(...(await readdir(join(home, place))).map((name) => `${place}/${name}`));
  return found;
}

/** Files below a directory, by their relative names. */
async function tree(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

async function tableLines(home: string): Promise<string[]> {
  const [, ...lines] = (await readFile(join(home, 'archive/filenames.tbl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const row = parseFilenamesLine(`${line}\n`);
    if (!row) throw new Error(`A line of filenames.tbl is damaged: ${line}`);
    return [row.oldName, row.newName, row.size, row.checksum].join(' ');
  });
}

async function ingestedLines(home: string): Promise<string[]> {
  const text = await readFile(join(home, 'simulator/ingested.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { pdr, files } = JSON.parse(line) as { pdr: string; files: { name: string; md5: string }[] };
      return [pdr, ...files.map(({ name, md5: digest }) => `${name}=${digest}`).sort()].join(' ');
    });
}

/** A demo processor greets once when it starts; its log outlives the staging directory. */
async function startsOf(home: string): Promise<Record<string, number>> {
  const logs = join(home, 'log/processors');
  const starts: Record<string, number> = {};
  for (const name of (await tree(logs)).filter((each) => each.endsWith('.out'))) {
    const greetings = (await readFile(join(logs, name), 'utf8')).match(/^L[12] processor /gm);
    starts[name] = greetings?.length ?? 0;
  }
  return starts;
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
