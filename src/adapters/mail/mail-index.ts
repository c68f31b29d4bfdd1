import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../files/io-error.js';
import { type ArrivalRecord, identityOf, isMessageName, type KeptMail, timeInName } from './kept-mail.js';

/** A kept message and its record. */
export interface IndexEntry extends ArrivalRecord {
  readonly path: string;
}

/** What is kept in a directory, in order of arrival. A message whose record is missing or damaged is identified anew. */
export async function readIndex(directory: string): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for (const name of (await readdir(directory)).filter(isMessageName)) {
    const entry = await readEntry(join(directory, name), name);
    if (entry) entries.push(entry);
  }
  return entries.sort(
    (a, b) => compare(a.receivedAt, b.receivedAt) || a.sequence - b.sequence || compare(a.path, b.path),
  );
}

/** The entry without what only the store needs to know. */
export function toKept(entry: IndexEntry, repeated: boolean): KeptMail {
  return {
    id: entry.id,
    path: entry.path,
    receivedAt: entry.receivedAt,
    via: entry.via,
    ...(entry.fileName !== undefined && { fileName: entry.fileName }),
    ...(entry.envelopeFrom !== undefined && { envelopeFrom: entry.envelopeFrom }),
    repeated,
  };
}

/** The entry of a message, from its record or from itself; undefined when it is not there. */
export async function readEntry(path: string, name: string): Promise<IndexEntry | undefined> {
  try {
    return { ...((await readRecord(`${path}.json`)) ?? (await identifyAnew(path, name))), path };
  } catch (error) {
    // Quarantined or removed while the directory was being read.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function readRecord(path: string): Promise<ArrivalRecord | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return parseRecord(text);
}

function parseRecord(text: string): ArrivalRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is ArrivalRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    ['id', 'body', 'receivedAt'].every((key) => typeof record[key] === 'string') &&
    ['fileName', 'envelopeFrom'].every((key) => ['string', 'undefined'].includes(typeof record[key])) &&
    ['smtp', 'imap', 'pickup'].includes(String(record['via'])) &&
    typeof record['sequence'] === 'number'
  );
}

/** For a message that a person put there, or whose record was lost: what can be known from the file itself. */
async function identifyAnew(path: string, name: string): Promise<ArrivalRecord> {
  const arrival = { via: 'pickup' as const, ...(!/\.eml$/i.test(name) && { fileName: name }) };
  const { id, body } = identityOf(await readFile(path), arrival);
  const receivedAt = timeInName(name) ?? (await stat(path)).mtime.toISOString();
  return { ...arrival, id, body, receivedAt, sequence: 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
