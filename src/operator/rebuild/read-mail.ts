import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import { isBareText, type KeptMail } from '../../adapters/mail/kept-mail.js';
import { readIndex, toKept } from '../../adapters/mail/mail-index.js';
import {
  MAIL_FILE_LIMIT,
  notUnderstood,
  readBareText,
  readMessage,
  type ReadMail,
} from '../../adapters/mail/read-mail.js';
import { recogniseKept } from '../../adapters/mail/recognise-kept.js';
import { OperationsError } from '../../domain/failures.js';
import type { RecognisedMessage } from '../../formats/recognise.js';

/** A message as it lies on the disk, and what it is. */
export interface Kept {
  readonly mail: KeptMail;
  readonly message: RecognisedMessage;
  readonly sender?: string;
  readonly subject?: string;
  /** Why it lies in quarantine; absent for one that does not. */
  readonly aside?: { readonly code: string; readonly sentence: string };
}

/** Every message that was kept, those of quarantine too, in the order in which they came. Changes nothing. */
export async function* keptMail(directory: string): AsyncGenerator<Kept> {
  const folders = ['in', 'quarantine'].map((name) => join(directory, name));
  const lists = await Promise.all(folders.map(indexOf));
  const all = lists.flat().sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  for (const entry of all) yield await read(toKept(entry, false), entry.path.startsWith(`${folders[1]}/`));
}

async function indexOf(folder: string) {
  const isThere = await readdir(folder).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
  return isThere ? readIndex(folder) : [];
}

async function read(mail: KeptMail, isAside: boolean): Promise<Kept> {
  const said = await textOf(mail.path).catch((error: unknown) => {
    if (error instanceof OperationsError) return error;
    throw error;
  });
  return {
    mail,
    message: recogniseKept(mail, said),
    ...(!(said instanceof Error) && {
      ...(said.from && { sender: said.from }),
      ...(said.subject && { subject: said.subject }),
    }),
    ...(isAside && { aside: await reasonBeside(mail.path) }),
  };
}

async function textOf(path: string): Promise<ReadMail> {
  const { size } = await stat(path);
  if (size > MAIL_FILE_LIMIT) throw notUnderstood(`it has ${size} bytes, more than a message may have`);
  const raw = await readFile(path);
  return isBareText(basename(path)) ? readBareText(raw) : readMessage(raw);
}

/** The reason that was written beside a message; a missing or damaged one is said to be so. */
async function reasonBeside(path: string): Promise<{ code: string; sentence: string }> {
  const unknown = { code: 'MAIL_NOT_UNDERSTOOD', sentence: 'Why it was set aside was not found beside it.' };
  try {
    const value = JSON.parse(await readFile(`${path}.reason.json`, 'utf8')) as Record<string, unknown>;
    const { code, sentence } = value;
    return typeof code === 'string' && typeof sentence === 'string' ? { code, sentence } : unknown;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return unknown;
    throw error;
  }
}
