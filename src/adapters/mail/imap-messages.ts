import type { ImapFlow } from 'imapflow';
import type { MailLog } from './mail-log.js';

/** The keyword of messages that the station has kept. */
export const KEPT_KEYWORD = '$SipstreamKept';

/** A message that stays on the server because of its size. */
export interface TooLargeMessage {
  readonly uid: number;
  readonly sizeBytes: number;
  readonly from?: string;
  readonly subject?: string;
  readonly messageId?: string;
}

/** What happens with the messages of a mailbox. */
export interface MailboxWork {
  /** Makes the message durable. Only when it has resolved is the message marked; when it rejects, it comes again. */
  readonly onMessage: (raw: Uint8Array, where: { readonly uid: number }) => Promise<unknown>;
  /** Told of a message that isn't fetched because it has more than `maxBytes`; then that message is marked, too. */
  readonly onTooLarge: (message: TooLargeMessage) => Promise<unknown>;
  /** 10 MiB by default. */
  readonly maxBytes?: number;
  /** How a kept message is marked: with a keyword and as seen (`$SipstreamKept` by default), or by moving it to a folder. */
  readonly done?: { readonly flag: string } | { readonly moveTo: string };
  readonly log: MailLog;
}

/** The size from which on a message is left on the server, bytes. */
export function sizeLimit(work: MailboxWork): number {
  return work.maxBytes ?? 10 * 1024 * 1024;
}

const AT_A_TIME = 200;

/**
 * Takes what is not marked yet in the open mailbox, in the order of the UIDs. Stops between two messages on `signal`.
 * Rejects at the first message that couldn't be fetched, kept or marked; those after it stay unmarked, for order's sake.
 */
export async function takeNewMessages(
  client: ImapFlow,
  work: MailboxWork,
  signal: AbortSignal,
): Promise<void> {
  const marks = marking(client, work);
  const found = await client.search(marks.unmarked, { uid: true });
  if (!Array.isArray(found)) throw new Error('The mail server did not answer the search for new messages');
  const uids = found.sort((a, b) => a - b);
  for (let at = 0; at < uids.length; at += AT_A_TIME) {
    const sizes = await client.fetchAll(
      uids.slice(at, at + AT_A_TIME),
      { uid: true, size: true },
      { uid: true },
    );
    for (const { uid, size } of sizes.sort((a, b) => a.uid - b.uid)) {
      if (signal.aborted) return;
      const taken =
        (size ?? 0) > sizeLimit(work)
          ? await leave(client, work, uid, size ?? 0)
          : await take(client, work, uid);
      if (taken) await marks.mark(uid);
    }
  }
}

/** Fetches and keeps one message; false when somebody has removed it meanwhile. */
async function take(client: ImapFlow, work: MailboxWork, uid: number): Promise<boolean> {
  const message = await client.fetchOne(String(uid), { source: true }, { uid: true });
  if (!message || !message.source) return false;
  await work.onMessage(message.source, { uid });
  return true;
}

async function leave(client: ImapFlow, work: MailboxWork, uid: number, sizeBytes: number): Promise<boolean> {
  const message = await client.fetchOne(String(uid), { envelope: true }, { uid: true });
  const envelope = message ? message.envelope : undefined;
  const from = envelope?.from?.[0]?.address;
  await work.onTooLarge({
    uid,
    sizeBytes,
    ...(from !== undefined && { from }),
    ...(envelope?.subject !== undefined && { subject: envelope.subject }),
    ...(envelope?.messageId !== undefined && { messageId: envelope.messageId }),
  });
  return true;
}

/** How messages of the open mailbox are marked, and which search finds those that aren't. */
function marking(client: ImapFlow, work: MailboxWork) {
  const done = work.done ?? { flag: KEPT_KEYWORD };
  const must = (ok: unknown): void => {
    if (!ok) throw new Error('The mail server refused to mark a message that is kept');
  };
  if ('moveTo' in done) {
    const mark = async (uid: number) =>
      must(await client.messageMove(String(uid), done.moveTo, { uid: true }));
    return { unmarked: { all: true }, mark };
  }
  const allowed = client.mailbox ? client.mailbox.permanentFlags : undefined;
  const keeps = allowed === undefined || allowed.has('\\*') || allowed.has(done.flag);
  const flags = keeps ? ['\\Seen', done.flag] : ['\\Seen'];
  const mark = async (uid: number) => must(await client.messageFlagsAdd(String(uid), flags, { uid: true }));
  // Not by \Seen where it can be helped: whoever looks into the mailbox sets that by reading.
  return { unmarked: keeps ? { unKeyword: done.flag } : { seen: false }, mark };
}
