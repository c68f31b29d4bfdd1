import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { OperationsError } from '../../domain/failures.js';
import { htmlToLines } from './html-text.js';
import { messageIdOf } from './message-id.js';

/** The largest message that is read, bytes; the ways in refuse such a one before it is kept. */
export const MAIL_FILE_LIMIT = 32 * 1024 * 1024;
/** The largest text of a message or attachment, bytes. */
export const MAIL_TEXT_LIMIT = 1024 * 1024;

const ACKNOWLEDGEMENT_NAME = /\.(PAN|PDRD)$/i;

/** A text that came as an attachment. */
export interface TextAttachment {
  readonly name: string;
  readonly text: string;
}

/** What a message says. */
export interface ReadMail {
  /** The addresses of every From header, joined with a comma: more than one never passes the list of senders. */
  readonly from?: string;
  readonly to?: readonly string[];
  readonly subject?: string;
  /** ISO 8601, or the header as it is when it is no date. */
  readonly date?: string;
  /** The text/plain part, or the words of the HTML when there is no other; empty when there is neither. */
  readonly text: string;
  readonly messageId?: string;
  readonly sizeBytes: number;
  /** Authentication-Results headers (RFC 8601), first the one that was added last. Only as good as the relay is. */
  readonly authenticationResults?: readonly string[];
  /** Attached texts whose name ends in .PAN or .PDRD. */
  readonly attachments: readonly TextAttachment[];
}

/** postal-mime takes every part of type text/plain into the body; an acknowledgement that is attached stays itself. */
class AcknowledgementsApart extends PostalMime {
  // An internal method of postal-mime 4; a test fails when an update no longer asks it.
  isInlineTextNode(node: {
    readonly contentType: { readonly parsed: ParsedHeader };
    readonly contentDisposition: { readonly parsed: ParsedHeader };
  }): boolean {
    const type = node.contentType.parsed;
    const disposition = node.contentDisposition.parsed;
    if (disposition.value === 'attachment') return false;
    if (ACKNOWLEDGEMENT_NAME.test(disposition.params['filename'] ?? type.params['name'] ?? '')) return false;
    return type.value === 'text/plain' || type.value === 'text/html';
  }
}

interface ParsedHeader {
  readonly value: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Reads a message (RFC 5322, MIME). Throws OperationsError MAIL_NOT_UNDERSTOOD; never anything else. */
export async function readMessage(raw: Uint8Array): Promise<ReadMail> {
  let email: Email;
  try {
    email = await new AcknowledgementsApart({
      maxNestingDepth: 20,
      maxHeadersSize: 512 * 1024,
      maxRfc822NestingDepth: 2,
    }).parse(raw);
  } catch (error) {
    throw notUnderstood(error instanceof Error ? error.message : String(error), error);
  }
  const from = senders(email);
  const to = email.to?.flatMap(addresses);
  const messageId = messageIdOf(raw);
  const results = email.headers
    .filter(({ key }) => key === 'authentication-results')
    .map(({ value }) => value);
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(email.subject !== undefined && { subject: email.subject }),
    ...(email.date !== undefined && { date: email.date }),
    text: within(email.text ?? (email.html === undefined ? '' : htmlToLines(within(email.html)))),
    ...(messageId !== undefined && { messageId }),
    sizeBytes: raw.byteLength,
    ...(results.length > 0 && { authenticationResults: results }),
    attachments: email.attachments.flatMap(acknowledgementText),
  };
}

/** Reads a file from pickup that is the bare text of an acknowledgement. Throws OperationsError MAIL_NOT_UNDERSTOOD. */
export function readBareText(raw: Uint8Array): ReadMail {
  const text = decodeText(raw);
  if (text === undefined) throw notUnderstood('it is not a text');
  return { text: within(text), sizeBytes: raw.byteLength, attachments: [] };
}

/** The error for a message that cannot be read, with why in a few words. */
export function notUnderstood(why: string, cause?: unknown): OperationsError {
  return new OperationsError('MAIL_NOT_UNDERSTOOD', `The message cannot be read: ${why}.`, [], { cause });
}

function senders(email: Email): string {
  const headers = email.headers.filter(({ key }) => key === 'from');
  const all = email.from === undefined ? [] : addresses(email.from);
  // A second From header shows readers one sender and programs another.
  return headers.length > 1 || headers.some(({ value }) => value.split('@').length > 2 && value.includes(','))
    ? headers.map(({ value }) => value).join(', ')
    : all.join(', ');
}

function addresses(address: Address): string[] {
  return (address.group ?? [address]).flatMap((mailbox) => (mailbox.address ? [mailbox.address] : []));
}

function acknowledgementText(attachment: Attachment): TextAttachment[] {
  const name = attachment.filename ?? '';
  if (!ACKNOWLEDGEMENT_NAME.test(name) || typeof attachment.content === 'string') return [];
  const text = decodeText(new Uint8Array(attachment.content));
  // Only the last part of the name: some mail programs send the path of the sender's disk.
  return text === undefined ? [] : [{ name: name.replace(/^.*[\\/]/s, ''), text: within(text) }];
}

/** The text of some bytes, UTF-8 or else Latin-1; undefined for what has a NUL in it, which is no text. */
function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return new TextDecoder('latin1').decode(bytes);
    throw error;
  }
}

/** Cutting a PAN would change what it says, so a text is refused rather than cut. */
function within(text: string): string {
  if (Buffer.byteLength(text) > MAIL_TEXT_LIMIT) throw notUnderstood('its text is larger than 1 MiB');
  return text;
}
