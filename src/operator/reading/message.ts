import { isBareText } from '../../adapters/mail/kept-mail.js';
import { readKept, type KeptBytes } from '../../adapters/mail/kept-file.js';
import { readMessage } from '../../adapters/mail/read-mail.js';
import { OperationsError } from '../../domain/failures.js';
import type { Ledger } from '../../ledger/ledger.js';
import { messageRow } from '../../ledger/messages.js';
import { subjectsOf, type Subject } from '../../ledger/read-subjects.js';
import { decode } from '../../ledger/codec.js';
import type { AcknowledgementRow, MessageRow } from '../../ledger/schema.js';

/** How much of a message is shown, bytes. */
export const SHOWN_BYTES = 256 * 1024;

/** The text of a message as it lies on the disk. */
export interface KeptText {
  readonly place: KeptBytes['place'];
  /** Bytes of the whole message. */
  readonly size: number;
  /** True when only its beginning was read. */
  readonly cut: boolean;
  /** How its bytes were read: most are UTF-8. */
  readonly encoding: 'utf-8' | 'latin-1';
  /** Absent for a bare acknowledgement from pickup, which has none. */
  readonly headers?: string;
  readonly body: string;
  /** What the body says, where its transfer encoding or its parts hide it. */
  readonly says?: string;
}

/** A message and what became of it. */
export interface MessageView {
  readonly message: MessageRow;
  /** What it is about; absent when the ledger has no such thing. */
  readonly subject?: Subject;
  /** What it said, if it answered a delivery. */
  readonly acknowledgement?: AcknowledgementRow;
  /** Absent when it does not lie in the mail directory any more. */
  readonly text?: KeptText;
}

/** Reads a message from the ledger and its text from the mail directory; undefined when the ledger has none of that id. */
export async function readMessageView(
  ledger: Ledger,
  mission: string,
  id: string,
  mailDirectory: string | undefined,
): Promise<MessageView | undefined> {
  const message = await messageRow(ledger, { mission, id });
  if (!message) return undefined;
  const answer = await ledger.db
    .selectFrom('acknowledgements')
    .selectAll()
    .where('mission', '=', mission)
    .where('messageId', '=', id)
    .executeTakeFirst();
  const about = message.about ?? answer?.pdr;
  const subject = (await subjectsOf(ledger, mission, [about])).get(about ?? '');
  const kept =
    mailDirectory === undefined ? undefined : await readKept(mailDirectory, message.path, SHOWN_BYTES);
  return {
    message,
    ...(subject && { subject }),
    ...(answer && { acknowledgement: decode('acknowledgements', answer) }),
    ...(kept && { text: await textOf(kept) }),
  };
}

/** The text of a kept message. */
export async function textOf(kept: KeptBytes): Promise<KeptText> {
  const cut = kept.bytes.length < kept.size;
  const { encoding, text } = decodeBytes(kept.bytes);
  const base = { place: kept.place, size: kept.size, cut, encoding };
  if (isBareText(kept.name)) return { ...base, body: text };
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return { ...base, headers: text, body: '' };
  const body = text.slice(end.index + end[0].length);
  const says = cut ? undefined : await saidBy(kept.bytes);
  return {
    ...base,
    headers: text.slice(0, end.index),
    body,
    ...(says !== undefined && plain(says) !== plain(body) && { says }),
  };
}

/** The words of a message, its attached acknowledgements after them; undefined when it cannot be read as a mail. */
async function saidBy(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const { text, attachments } = await readMessage(bytes);
    return [text, ...attachments.map(({ name, text: words }) => `--- ${name} ---\n${words}`)].join('\n');
  } catch (error) {
    // The page shows it as it came all the same; that may be why it was set aside.
    if (error instanceof OperationsError) return undefined;
    throw error;
  }
}

function decodeBytes(bytes: Uint8Array): { encoding: KeptText['encoding']; text: string } {
  try {
    // As a stream: a character that was cut at the end is no error.
    return {
      encoding: 'utf-8',
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: 'latin-1', text: Buffer.from(bytes).toString('latin1') };
  }
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
