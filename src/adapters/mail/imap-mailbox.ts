import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { OperationsError } from '../../domain/failures.js';
import { type MailboxWork, sizeLimit, takeNewMessages } from './imap-messages.js';

export type { MailboxWork, TooLargeMessage } from './imap-messages.js';
export { KEPT_KEYWORD } from './imap-messages.js';

/** Which mailbox is watched, and what happens with what comes. */
export interface MailboxOptions extends MailboxWork {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS where the server offers it. */
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  /** `INBOX` as a rule. */
  readonly mailbox: string;
  /** Pauses between attempts to connect, doubling from the first to the longest, ms; 1 s to 60 s by default. */
  readonly pauses?: { readonly first: number; readonly longest: number };
}

/** A mailbox that is being watched. */
export interface WatchedMailbox {
  /** Resolves when the message that was being kept is kept and marked, and the connection is closed. */
  stop(): Promise<void>;
}

/** A mailbox is looked at this often even when its server announces nothing, ms. */
const LOOK_AGAIN_MS = 5 * 60_000;
/** What a server may send beside the message in one answer, bytes. */
const ANSWER_SLACK = 1024 * 1024;

/**
 * Takes every new message of a mailbox, oldest first, now and as they come (IDLE). A connection that is lost is made again
 * for as long as the mailbox is watched, since the client library doesn't. Resolves after the first attempt, also when
 * the server cannot be reached yet; throws OperationsError STATION_CONFIG when it refuses the user or the mailbox.
 */
export async function watchMailbox(options: MailboxOptions): Promise<WatchedMailbox> {
  const stopping = new AbortController();
  const watching = watch(options, await connectOrLater(options, true), stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}

async function watch(
  options: MailboxOptions,
  first: ImapFlow | undefined,
  signal: AbortSignal,
): Promise<void> {
  const pauses = options.pauses ?? { first: 1_000, longest: 60_000 };
  let client = first;
  let wait = pauses.first;
  while (!signal.aborted) {
    if (client) {
      await attend(client, options, signal, () => (wait = pauses.first));
      client.close();
    }
    await pauseUnless(signal, wait);
    wait = Math.min(wait * 2, pauses.longest);
    client = signal.aborted ? undefined : await connectOrLater(options, false);
  }
  client?.close();
}

/** A connection with the mailbox open, or undefined when there will be another attempt. */
async function connectOrLater(
  options: MailboxOptions,
  refusalCounts: boolean,
): Promise<ImapFlow | undefined> {
  const { host, port, user, mailbox, log } = options;
  const client = new ImapFlow({
    host,
    port,
    secure: options.secure,
    auth: { user, pass: options.password },
    logger: false,
    maxLiteralSize: sizeLimit(options) + ANSWER_SLACK,
    maxResponseSize: sizeLimit(options) + 2 * ANSWER_SLACK,
  });
  client.on('error', (error) => log.warn({ error, host }, 'The connection to the mailbox was lost'));
  try {
    await client.connect();
    await openMailbox(client, options);
  } catch (error) {
    client.close();
    const refusal = refusalIn(error, options);
    if (refusal && refusalCounts) throw refusal;
    log.warn({ error, host, mailbox }, 'The mailbox cannot be reached; the next attempt follows');
    return undefined;
  }
  log.info({ host, mailbox }, 'Watching the mailbox');
  return client;
}

async function openMailbox(client: ImapFlow, options: MailboxOptions): Promise<void> {
  // Creating a folder that is there already is no error for this library.
  if (options.done && 'moveTo' in options.done) await client.mailboxCreate(options.done.moveTo);
  const { readOnly } = await client.mailboxOpen(options.mailbox);
  if (readOnly) throw refused(options, 'may only be read, so that kept messages cannot be marked');
}

/** The error of a configuration that no waiting will mend, or undefined. */
function refusalIn(error: unknown, options: MailboxOptions): OperationsError | undefined {
  if (error instanceof OperationsError) return error;
  const { authenticationFailed, serverResponseCode, mailboxMissing } = Object(error) as Record<
    string,
    unknown
  >;
  if (mailboxMissing === true) return refused(options, 'does not exist', error);
  const isRefused = authenticationFailed === true && serverResponseCode !== 'UNAVAILABLE';
  return isRefused
    ? refused(options, `is closed to user ${options.user}: name or password is wrong`, error)
    : undefined;
}

function refused({ host, port, mailbox }: MailboxOptions, why: string, cause?: unknown): OperationsError {
  return new OperationsError('STATION_CONFIG', `The mailbox ${mailbox} at ${host}:${port} ${why}.`, [], {
    cause,
  });
}

/** Takes messages until the connection ends, something fails, or `signal`. Never rejects. */
async function attend(
  client: ImapFlow,
  options: MailboxOptions,
  signal: AbortSignal,
  onCalm: () => void,
): Promise<void> {
  let stirs = 0;
  let wake = (): void => undefined;
  const stir = (): void => {
    stirs += 1;
    wake();
  };
  client.on('exists', stir);
  client.on('close', stir);
  signal.addEventListener('abort', stir);
  const again = setInterval(stir, LOOK_AGAIN_MS);
  try {
    while (!signal.aborted && client.usable) {
      const before = stirs;
      await takeNewMessages(client, options, signal);
      onCalm();
      if (stirs !== before) continue;
      const stirred = new Promise<void>((resolve) => (wake = resolve));
      // Ends by itself with the next command; a server without it is asked from time to time by the library.
      client
        .idle()
        .catch((error: unknown) => options.log.warn({ error }, 'The mail server ended its announcements'));
      await stirred;
    }
  } catch (error) {
    options.log.warn(
      { error, host: options.host },
      'A message could not be taken from the mailbox; it is tried again',
    );
  } finally {
    clearInterval(again);
    signal.removeEventListener('abort', stir);
  }
}

async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
