import { messageIdFor, type MailEvent } from '../../adapters/mail/outgoing.js';
import { refusalIn } from '../../adapters/mail/refusal.js';
import { FAILURES } from '../../domain/failures.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { noticeOnce } from '../../ledger/notices.js';
import type { StationContext } from '../context.js';

type MailContext = Pick<StationContext, 'ledger' | 'mailer'>;

/**
 * Sends a mail of an order, once. One that the mail server refuses for good is not sent again and again: the station's operators
 * are told who did not get it and why, and the order goes on.
 */
export async function mailOnce(context: MailContext, event: MailEvent, at: number): Promise<void> {
  await once(context, event, at, async () => {
    const { how, refused } = await sent(context, event);
    if (refused.length > 0) await tellRefused(context, event, refused, at);
    return how;
  });
}

async function tellRefused(
  context: MailContext,
  event: MailEvent,
  refused: readonly string[],
  at: number,
): Promise<void> {
  const telling: MailEvent = {
    key: `${event.key}/refused`,
    subject: `a mail was refused: ${event.subject}`,
    text: [
      `MAIL_REFUSED: the mail server did not take "${event.subject}" for everybody:`,
      '',
      ...refused.map((line) => `- ${line}`),
      '',
      FAILURES.MAIL_REFUSED.next,
      '',
    ].join('\n'),
    ...(event.about !== undefined && { about: event.about }),
    at: new Date(at).toISOString(),
  };
  // Where the operators' own addresses are refused nobody is left to tell; the ledger has it.
  await once(context, telling, at, async () => (await sent(context, telling)).how);
}

function once(
  context: MailContext,
  event: MailEvent,
  at: number,
  send: () => Promise<string>,
): Promise<boolean> {
  const { key, subject } = event;
  return noticeOnce(context.ledger, { mission: SCOPS, key, at, subject, messageId: messageIdFor(key) }, send);
}

async function sent(
  { mailer }: MailContext,
  event: MailEvent,
): Promise<{ readonly how: string; readonly refused: readonly string[] }> {
  try {
    return await mailer.send(event);
  } catch (error) {
    const refused = refusalIn(error);
    if (refused === undefined) throw error;
    return { how: 'refused', refused };
  }
}
