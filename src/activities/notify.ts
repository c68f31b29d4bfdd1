import { FAILURES, type FailureCode } from '../domain/failures.js';
import { messageIdFor } from '../adapters/mail/outgoing.js';
import { noticeOnce } from '../ledger/notices.js';
import type { StationContext } from './context.js';

/** One event that people are told of. `key` is its business key: one mail per event. */
export interface Event {
  readonly key: string;
  readonly subject: string;
  readonly code?: FailureCode;
  readonly lines: readonly string[];
  readonly about?: string;
  readonly alsoTo?: readonly string[];
  readonly at: number;
}

/**
 * Mails an event to the operators, once; says whether that was now. A repeated call, after a kill too, is recognisably the
 * same message.
 */
export function notify(
  context: Pick<StationContext, 'mission' | 'ledger' | 'mailer'>,
  event: Event,
): Promise<boolean> {
  const { mission, ledger, mailer } = context;
  const notice = {
    mission: mission.mission,
    key: event.key,
    at: event.at,
    subject: event.subject,
    messageId: messageIdFor(event.key),
  };
  return noticeOnce(ledger, notice, async () => {
    const lines = [...event.lines, ...(event.code ? ['', FAILURES[event.code].next] : [])];
    const sent = await mailer.send({
      key: event.key,
      subject: `[${mission.instrument}] ${event.subject}`,
      text: `${lines.join('\n')}\n`,
      ...(event.about !== undefined && { about: event.about }),
      ...(event.alsoTo !== undefined && { alsoTo: event.alsoTo }),
      at: new Date(event.at).toISOString(),
    });
    return sent.how;
  });
}
