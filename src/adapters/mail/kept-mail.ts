import { createHash } from 'node:crypto';
import { bodyDigest, messageIdOf } from './message-id.js';

/** How a message came to the station. */
export type MailRoute = 'smtp' | 'imap' | 'pickup';

/** What is known about a message when it arrives. */
export interface Arrival {
  readonly via: MailRoute;
  /** The name of the file in pickup; only there. */
  readonly fileName?: string;
  /** The sender of the SMTP envelope; empty for a bounce. */
  readonly envelopeFrom?: string;
  /** When it arrived, ISO 8601. */
  readonly receivedAt: string;
}

/** A message that is on the disk as it came. */
export interface KeptMail {
  /**
   * The business key: the Message-ID with its brackets, or `sha256:<hex>` of the message (for a file from pickup: of its
   * name and contents) without one. A second, different message under a used Message-ID gets `<…>#<12 hex of its digest>`.
   */
  readonly id: string;
  /** The file with the message, byte by byte as it came. */
  readonly path: string;
  readonly receivedAt: string;
  readonly via: MailRoute;
  readonly fileName?: string;
  readonly envelopeFrom?: string;
  /** True when it had been kept before; the other fields are those of the first time. */
  readonly repeated: boolean;
}

/** What the `.json` beside a message says. */
export interface ArrivalRecord extends Arrival {
  readonly id: string;
  /** SHA-256 of what follows the headers: tells a repetition from another message under the same Message-ID. */
  readonly body: string;
  /** Counts up: orders the messages of one millisecond. */
  readonly sequence: number;
}

const PICKUP_NAME = /\.(PAN|PDRD)$/i;

/** What a message is called, and in what it differs from others. */
export interface Identity {
  readonly id: string;
  readonly body: string;
  /** SHA-256 of the message, for a pickup file of its name and contents. */
  readonly digest: string;
}

/** Identifies a message by its Message-ID, or without one (and always for a file from pickup) by what it consists of. */
export function identityOf(raw: Uint8Array, arrival: Pick<Arrival, 'via' | 'fileName'>): Identity {
  const hash = createHash('sha256');
  // Two short PANs with the same words answer different PDRs, and only the file name says which.
  if (arrival.via === 'pickup' && arrival.fileName !== undefined) {
    const digest = hash.update(`${arrival.fileName}\0`).update(raw).digest('hex');
    return { id: `sha256:${digest}`, body: digest, digest };
  }
  const digest = hash.update(raw).digest('hex');
  return { id: messageIdOf(raw) ?? `sha256:${digest}`, body: bodyDigest(raw), digest };
}

/** The name a message is kept under: `20261121T031500.123Z-<12 hex>.eml`, or `.PAN`, `.PDRD` for a file from pickup. */
export function keptName(identity: Identity, arrival: Arrival): string {
  const extension = arrival.via === 'pickup' ? PICKUP_NAME.exec(arrival.fileName ?? '')?.[0] : undefined;
  const compact = arrival.receivedAt.replace(/[-:]/g, '');
  return `${compact}-${identity.digest.slice(0, 12)}${extension ?? '.eml'}`;
}

/** Whether a name in the mail directories is that of a message. */
export function isMessageName(name: string): boolean {
  return !name.startsWith('.') && /\.(eml|PAN|PDRD)$/i.test(name);
}

/** Whether a kept file is the bare text of an acknowledgement from pickup, without mail headers. */
export function isBareText(name: string): boolean {
  return PICKUP_NAME.test(name);
}

/** The time in a name made by `keptName`, ISO 8601, or undefined for any other name. */
export function timeInName(name: string): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3}Z)-/.exec(name);
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}` : undefined;
}
