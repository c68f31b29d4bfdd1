import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-write.js';
import { hasCode } from '../files/io-error.js';
import { linkOrCopy, moveFile } from '../files/move.js';
import {
  type Arrival,
  type ArrivalRecord,
  identityOf,
  isBareText,
  isMessageName,
  type KeptMail,
  keptName,
} from './kept-mail.js';
import { type IndexEntry, readIndex, toKept } from './mail-index.js';
import { MAIL_FILE_LIMIT, notUnderstood, readMessage, readBareText, type ReadMail } from './read-mail.js';

export type { Arrival, KeptMail, MailRoute } from './kept-mail.js';
export type { ReadMail } from './read-mail.js';

/** Why a message was set aside: a stable code and one sentence. */
export interface QuarantineReason {
  readonly code: string;
  readonly sentence: string;
}

/** Every message the station got, as it came, on the disk. One process writes; any number may read. */
export interface MailStore {
  /**
   * Keeps a message. When the promise resolves, the message survives a power cut. The same message again (same Message-ID
   * and text; without a Message-ID: the same bytes) gives the one that is there, `repeated`, even out of quarantine.
   * Throws TypeError when `receivedAt` is no time, and the operating system's error when the disk refuses.
   */
  keep(raw: Uint8Array, arrival: Arrival): Promise<KeptMail>;
  /**
   * Reads a kept message, by its id or its path. Throws OperationsError MAIL_NOT_UNDERSTOOD when it cannot be read as a
   * mail or is larger than the station reads (text 1 MiB), and RangeError when there is no such message.
   */
  read(idOrPath: string): Promise<ReadMail>;
  /** What is kept and not in quarantine, in order of arrival. */
  list(): AsyncIterable<KeptMail>;
  /** Moves a message to quarantine with the reason beside it. Doing it again changes nothing; the first reason stays. */
  quarantine(kept: KeptMail, reason: QuarantineReason): Promise<KeptMail>;
}

/**
 * The store of messages below `<home>/mail`: `in/` and `quarantine/`, each message with a `<name>.json` of its arrival.
 * The record is written before the message: a kill between the two leaves a record without a message, which is nothing,
 * and the sender, who got no answer, sends again.
 */
export function mailStore(directory: string): MailStore {
  const incoming = join(directory, 'in');
  const aside = join(directory, 'quarantine');
  const kept = new Map<string, IndexEntry>();
  let sequence = 0;
  let opened: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function open(): Promise<void> {
    await mkdir(incoming, { recursive: true });
    await mkdir(aside, { recursive: true });
    for (const folder of [incoming, aside]) {
      for (const entry of await readIndex(folder)) remember(entry);
    }
  }

  function remember(entry: IndexEntry): void {
    kept.set(entry.id, entry);
    sequence = Math.max(sequence, entry.sequence);
  }

  function ready(): Promise<void> {
    opened ??= open().catch((error: unknown) => {
      // A disk that was away at the first message may be back at the second.
      opened = undefined;
      throw error;
    });
    return opened;
  }

  /** One change at a time: two deliveries of one message at once must not both find it new. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = last.then(ready).then(change);
    last = turn.catch(() => undefined);
    return turn;
  }

  /** The entry a message would repeat, or the id it is to be kept under. */
  function find(id: string, body: string, digest: string): IndexEntry | string {
    const first = kept.get(id);
    if (first === undefined) return id;
    if (first.body === body) return first;
    const other = `${id}#${digest.slice(0, 12)}`;
    return kept.get(other) ?? other;
  }

  async function keepNow(raw: Uint8Array, given: Arrival): Promise<KeptMail> {
    const arrival = { ...given, receivedAt: normalTime(given.receivedAt) };
    const identity = identityOf(raw, arrival);
    const found = find(identity.id, identity.body, identity.digest);
    if (typeof found !== 'string' && (await exists(found.path))) return toKept(found, true);
    const id = typeof found === 'string' ? found : found.id;
    const path = join(incoming, keptName(identity, arrival));
    const record: ArrivalRecord = { ...arrival, id, body: identity.body, sequence: sequence + 1 };
    await writeFileAtomic(`${path}.json`, `${JSON.stringify(record, null, 2)}\n`);
    await writeFileAtomic(path, raw);
    const entry = { ...record, path };
    remember(entry);
    return toKept(entry, false);
  }

  async function quarantineNow(mail: KeptMail, reason: QuarantineReason): Promise<KeptMail> {
    const from = join(incoming, basename(mail.path));
    const to = join(aside, basename(mail.path));
    if (!(await exists(to)))
      await writeFileAtomic(`${to}.reason.json`, `${JSON.stringify(reason, null, 2)}\n`);
    // The record goes under both names first, so that wherever a kill leaves the message, its record is beside it.
    if (await exists(`${from}.json`)) await linkOrCopy(`${from}.json`, `${to}.json`);
    await moveFile(from, to);
    await rm(`${from}.json`, { force: true });
    const entry = kept.get(mail.id);
    if (entry) remember({ ...entry, path: to });
    return { ...mail, path: to };
  }

  /** Where a message is now: it may have been quarantined since its path was noted. */
  async function locate(idOrPath: string): Promise<string> {
    await ready();
    const name = basename(kept.get(idOrPath)?.path ?? idOrPath);
    for (const folder of isMessageName(name) ? [incoming, aside] : []) {
      const path = join(folder, name);
      if (await exists(path)) return path;
    }
    throw new RangeError(`No message ${idOrPath} is kept in ${directory}.`);
  }

  return {
    keep: (raw, arrival) => inTurn(() => keepNow(raw, arrival)),
    quarantine: (mail, reason) => inTurn(() => quarantineNow(mail, reason)),
    async read(idOrPath) {
      const path = await locate(idOrPath);
      const { size } = await stat(path);
      if (size > MAIL_FILE_LIMIT) throw notUnderstood(`it has ${size} bytes, more than a message may have`);
      const raw = await readFile(path);
      return isBareText(path) ? readBareText(raw) : readMessage(raw);
    },
    async *list() {
      await ready();
      for (const entry of await readIndex(incoming)) yield toKept(entry, false);
    },
  };
}

function normalTime(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new TypeError(`receivedAt is no time: ${text}`);
  return time.toISOString();
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
