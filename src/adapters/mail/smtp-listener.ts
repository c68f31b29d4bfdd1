import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailLog } from './mail-log.js';

/** Who sent a message to whom, as the SMTP dialogue had it. */
export interface Envelope {
  /** Empty for a bounce. */
  readonly from: string;
  readonly to: readonly string[];
  readonly remoteAddress: string;
}

/** How the station listens for mail. */
export interface SmtpListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The largest message, bytes; 10 MiB by default. */
  readonly maxBytes?: number;
  /** Makes the message durable. Only when it has resolved does the sender get its 250; when it rejects, a 451. */
  readonly onMessage: (raw: Uint8Array, envelope: Envelope) => Promise<unknown>;
  /** What the listener calls itself. */
  readonly hostName?: string;
  /** The only recipients that are accepted; any, when left out. Nothing is ever passed on to another host. */
  readonly recipients?: readonly string[];
  /** Connections at a time, 16 by default; more are told to come back (421). */
  readonly maxConnections?: number;
  /** PEM. Offers STARTTLS; without it the dialogue is in the clear. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly log?: MailLog;
}

/** A running listener. */
export interface SmtpListener {
  readonly host: string;
  readonly port: number;
  /** Takes no more messages, and resolves when those that were being kept are kept. */
  stop(): Promise<void>;
}

const IDLE_MS = 60_000;
const CLOSE_MS = 1_000;

/** Listens for mail. Throws the operating system's error when the port cannot be had. */
export async function startSmtpListener(options: SmtpListenerOptions): Promise<SmtpListener> {
  const maxBytes = options.maxBytes ?? 10 * 1024 * 1024;
  const recipients =
    options.recipients && new Set(options.recipients.map((address) => address.toLowerCase()));
  const beingKept = new Set<Promise<unknown>>();

  const server = new SMTPServer({
    name: options.hostName ?? 'sipstream',
    banner: 'sipstream',
    size: maxBytes,
    // Without a certificate of the site the library would offer its own, whose key everybody has.
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...options.tls,
    authOptional: true,
    disableReverseLookup: true,
    maxClients: options.maxConnections ?? 16,
    maxRecipients: 100,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_MS,
    onRcptTo({ address }, _session, answer) {
      const known = recipients?.has(address.toLowerCase()) ?? true;
      answer(known ? null : refusal(550, '5.1.1 No such mailbox here'));
    },
    onData(stream, session, answer) {
      void receive(stream, session).then(
        () => answer(),
        (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const raw = await collect(stream, maxBytes);
    const envelope = envelopeOf(session);
    if (raw === undefined) {
      options.log?.warn(
        { ...envelope, bytes: stream.byteLength, maxBytes },
        'A message was refused: too large',
      );
      throw refusal(552, `5.3.4 Message exceeds ${maxBytes} bytes`);
    }
    const keeping = options.onMessage(raw, envelope);
    beingKept.add(keeping);
    try {
      await keeping;
    } catch (error) {
      options.log?.warn(
        { ...envelope, error },
        'A message could not be kept; the sender was told to try again',
      );
      throw refusal(451, '4.3.0 The message could not be stored, try again later');
    } finally {
      beingKept.delete(keeping);
    }
  }

  server.on('error', (error) => options.log?.warn({ error }, 'A mail connection ended badly'));
  await listen(server, options.port, options.host);
  return {
    host: options.host,
    port: (server.server.address() as AddressInfo).port,
    async stop() {
      // Their senders should hear that they are kept, else they send again.
      await Promise.allSettled(beingKept);
      await new Promise<void>((resolve) => server.close(resolve));
      await Promise.allSettled(beingKept);
    },
  };
}

/**
 * The bytes of a message, or undefined when there are more than `maxBytes`; the rest is then read and thrown away, since
 * a sender only looks for the answer at the end. Rejects when the connection ends before the message does.
 */
async function collect(stream: SMTPServerDataStream, maxBytes: number): Promise<Uint8Array | undefined> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) chunks = [];
    else chunks.push(chunk);
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks);
}

function envelopeOf(session: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    remoteAddress: session.remoteAddress,
  };
}

function refusal(responseCode: number, sentence: string): Error {
  return Object.assign(new Error(sentence), { responseCode });
}

async function listen(server: SMTPServer, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
