import { relative } from 'node:path';
import type { StationPaths } from '../../adapters/station/config.js';
import { isSuccessful } from '../../formats/pan.js';
import { deliveryByPdr, recordAcknowledgement, upsertDelivery } from '../../ledger/deliveries.js';
import { recordMessage } from '../../ledger/messages.js';
import type { Heard } from '../../ledger/rebuild/heard.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import { receiptFromNotice } from '../../ledger/rebuild/receipt-from-notice.js';
import { deliveryFromAnswer } from '../../ledger/rebuild/delivery-from-answer.js';
import { receiptRow } from '../../ledger/receipts.js';
import type { MessageRow } from '../../ledger/schema.js';
import { failedRequest, receiptKey } from '../../adapters/mail/recognise-kept.js';
import { answeredPdrs, answerSaid, contradicted, type PdrAnswer } from '../../formats/pdr-answer.js';
import { acknowledgementOf } from '../../ledger/acknowledgement-of.js';
import type { Findings } from './findings.js';
import { keptMail, type Kept } from './read-mail.js';

/** What became of a message. One of which nothing tells that it was acted on stays `kept`: the station takes it up again. */
type Became = Pick<MessageRow, 'state'> &
  Partial<Pick<MessageRow, 'about' | 'code' | 'sentence' | 'actedAt'>>;

/** What messages are judged by. */
export interface MailSources {
  readonly to: Retelling;
  readonly paths: StationPaths;
  /** Absent when Temporal was not asked: then the archive has to tell. */
  readonly heard: Heard | undefined;
  readonly findings: Findings;
}

/** Writes a row for every message that was kept, and for what the DAAC answered in it. Comes after the workflows. */
export async function rebuildMessages(sources: MailSources, show: (text: string) => void): Promise<number> {
  const { to, paths, findings } = sources;
  let count = 0;
  for await (const kept of keptMail(paths.mail)) {
    const became = await becameOf(sources, kept);
    if (became.state === 'kept') findings.add('messages that the station takes up again', kept.mail.id);
    await recordMessage(to.ledger, {
      mission: to.mission.mission,
      id: kept.mail.id,
      via: kept.mail.via,
      kind: kept.message.kind,
      ...(kept.sender !== undefined && { sender: kept.sender }),
      ...(kept.subject !== undefined && { subject: kept.subject }),
      receivedAt: Date.parse(kept.mail.receivedAt),
      path: relative(paths.home, kept.mail.path),
      ...became,
    });
    count += 1;
    show(`mail: ${count} messages`);
  }
  return count;
}

async function becameOf(sources: MailSources, kept: Kept): Promise<Became> {
  const { message, mail, aside } = kept;
  if (aside) return { state: 'quarantined', ...aside };
  const receivedAt = Date.parse(mail.receivedAt);
  switch (message.kind) {
    case 'SN':
      return { state: 'recorded', about: message.notice.ur };
    case 'DN_FAILURE':
      return { state: 'recorded', code: 'REQUEST_FAILED', sentence: failedRequest(message.notice) };
    case 'DN':
      return noticed(sources, receivedAt, message);
    case 'PAN':
    case 'PDRD':
      return answered(sources, mail.id, receivedAt, message);
    case 'UNKNOWN':
      return { state: 'kept' };
  }
}

async function noticed(
  { to, heard }: MailSources,
  receivedAt: number,
  { notice }: Extract<Kept['message'], { kind: 'DN' }>,
): Promise<Became> {
  const about = receiptKey(notice);
  const actedAt = heard?.noticeAt(about, receivedAt);
  if (actedAt !== undefined) return { state: 'acted', about, actedAt };
  const receipt = await receiptRow(to.ledger, { mission: to.mission.mission, key: about });
  if (receipt?.state === 'done') return { state: 'recorded', about };
  if (!receipt && (await receiptFromNotice(to, about, receivedAt, notice))) return { state: 'acted', about };
  return { state: 'kept' };
}

async function answered(
  { to, heard }: MailSources,
  id: string,
  receivedAt: number,
  message: PdrAnswer,
): Promise<Became> {
  const { mission } = to.mission;
  const isGood = message.kind === 'PAN' && isSuccessful(message.pan);
  for (const pdr of answeredPdrs(message)) {
    const known = await deliveryByPdr(to.ledger, mission, pdr);
    const said = answerSaid(id, pdr, message);
    const record = () =>
      recordAcknowledgement(to.ledger, acknowledgementOf(mission, receivedAt, message.kind, said));
    const actedAt = heard?.answerAt(id);
    if (known && actedAt !== undefined) {
      await record();
      return { state: 'acted', about: pdr, actedAt };
    }
    if (known?.deliveredAt !== undefined) {
      // A delivery that Temporal knows, and that has not heard this answer: it still has to, unless it has ended.
      if (known.endedAt === undefined) return { state: 'kept' };
      await record();
      if (isGood || known.state !== 'accepted') return { state: 'recorded', about: pdr };
      return { state: 'recorded', about: pdr, code: 'PAN_CONTRADICTS', sentence: contradicted(said) };
    }
    const delivery = await deliveryFromAnswer(to, pdr, { ...said, isGood, receivedAt });
    if (!delivery) continue;
    const { key, patch } = delivery;
    await upsertDelivery(to.ledger, key, patch);
    await record();
    return { state: 'acted', about: pdr };
  }
  return { state: 'kept' };
}
