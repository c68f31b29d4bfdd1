import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { OperationsError } from '../../domain/failures.js';
import { writeFileOnce } from '../files/atomic-write.js';
import { hasCode } from '../files/io-error.js';
import { isDeferred, refusedForGood } from './refusal.js';

/** Where mail goes out, and from whom to whom. */
export interface MailerOptions {
  /** The site's mail server; without one every message becomes a file. */
  readonly relay?: {
    readonly host: string;
    readonly port: number;
    /** TLS from the first byte; else STARTTLS where the relay offers it. */
    readonly secure?: boolean;
    readonly user?: string;
    readonly password?: string;
  };
  readonly from: string;
  readonly to: readonly string[];
  /** `<home>/mail/out`: the messages that no relay took. */
  readonly outDirectory: string;
}

/** An event that somebody gets a mail of. */
export interface MailEvent {
  /** The business key of the event; one key is one mail, however often it is sent. */
  readonly key: string;
  readonly subject: string;
  readonly text: string;
  /** The business key of what it is about: mails about the same thing make one thread. */
  readonly about?: string;
  /** Who gets it besides the mailer's own recipients: the DAAC, where it is asked something. */
  readonly alsoTo?: readonly string[];
  /** Who gets it instead of the mailer's own recipients. */
  readonly to?: readonly string[];
  /** Who gets a copy that the others don't see. */
  readonly bcc?: readonly string[];
  /** When it happened, ISO 8601, for the Date header; when it is first written or sent, if left out. */
  readonly at?: string;
}

/** What became of a mail. */
export interface SentMail {
  readonly messageId: string;
  readonly how: 'relay' | 'file';
  /** Recipients that the relay refused for good while it took the mail for others, with its answers. */
  readonly refused: readonly string[];
}

/** Sends the station's own mails. */
export interface Mailer {
  /**
   * Sends the mail of an event. Doing it again sends the same message again: same Message-ID, and without a relay the same
   * file, which is left as it is. Throws the relay's refusal or the operating system's error.
   */
  send(event: MailEvent): Promise<SentMail>;
}

const ADDRESS = /^[^\s<>,;:"@]+@[^\s<>,;:"@]+$/;

/** The Message-ID of an event's mail. */
export function messageIdFor(key: string): string {
  return `<${sha256(key).slice(0, 24)}@sipstream>`;
}

/** Makes a mailer. Throws OperationsError STATION_CONFIG for an address that is none. */
export function mailer(options: MailerOptions): Mailer {
  for (const address of [options.from, ...options.to]) {
    if (!ADDRESS.test(address)) {
      throw new OperationsError('STATION_CONFIG', `${JSON.stringify(address)} is not a mail address.`);
    }
  }
  const { relay } = options;
  const write = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const deliver =
    relay &&
    createTransport({
      host: relay.host,
      port: relay.port,
      secure: relay.secure ?? false,
      // A password never goes over a connection in the clear.
      ...(relay.user !== undefined && {
        auth: { user: relay.user, pass: relay.password ?? '' },
        requireTLS: true,
      }),
      connectionTimeout: 20_000,
      greetingTimeout: 20_000,
      socketTimeout: 60_000,
    });

  async function toFile(event: MailEvent): Promise<void> {
    const path = join(options.outDirectory, fileName(event.key));
    if (await exists(path)) return;
    const { message } = await write.sendMail(compose(event, options));
    if (!Buffer.isBuffer(message))
      throw new TypeError('nodemailer gave a stream where a buffer was asked for');
    await writeFileOnce(path, message);
  }

  return {
    async send(event) {
      const messageId = messageIdFor(event.key);
      if (deliver) {
        const { rejectedErrors } = await deliver.sendMail(compose(event, options));
        // Whoever was served gets the same message once more, which is better than that somebody gets none.
        if (isDeferred(rejectedErrors))
          throw new Error('The mail server asks to send it again to some recipients.');
        return { messageId, how: 'relay', refused: refusedForGood(rejectedErrors) };
      }
      await toFile(event);
      return { messageId, how: 'file', refused: [] };
    },
  };
}

function compose(event: MailEvent, { from, to }: MailerOptions) {
  return {
    from,
    to: [...(event.to ?? to), ...(event.alsoTo ?? [])],
    ...(event.bcc !== undefined && event.bcc.length > 0 && { bcc: [...event.bcc] }),
    subject: oneLine(event.subject, 200),
    text: event.text,
    messageId: messageIdFor(event.key),
    ...(event.at !== undefined && { date: new Date(event.at) }),
    ...(event.about !== undefined && { references: messageIdFor(event.about) }),
    // RFC 3834: keeps the answering machines of the recipients from answering the station.
    headers: { 'Auto-Submitted': 'auto-generated' },
    // The texts contain words of others; none of them may make the library open a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The text without anything that could begin another header line, and no longer than `limit` characters. */
function oneLine(text: string, limit: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

function fileName(key: string): string {
  const slug = key.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[-.]+|-+$/g, '');
  return `${slug.slice(0, 80) || 'mail'}-${sha256(key).slice(0, 12)}.eml`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
