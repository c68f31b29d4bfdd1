import { createHash } from 'node:crypto';
import { OperationsError } from '../../domain/failures.js';
import { dnKey, type DistributionNotice, type FailedDistributionNotice } from '../../formats/dn.js';
import { recogniseMessage, type RecognisedMessage } from '../../formats/recognise.js';
import type { KeptMail } from './kept-mail.js';
import type { ReadMail } from './read-mail.js';

/** What a kept message is: by its own text, else by the acknowledgement that is attached to it. */
export function recogniseKept(
  kept: Pick<KeptMail, 'fileName'>,
  read: ReadMail | OperationsError,
): RecognisedMessage {
  if (read instanceof OperationsError) return { kind: 'UNKNOWN', problem: read.message };
  const message = recogniseMessage({
    body: read.text,
    ...(read.subject !== undefined && { subject: read.subject }),
    ...(kept.fileName !== undefined && { fileName: kept.fileName }),
  });
  const [attachment] = read.attachments;
  return message.kind === 'UNKNOWN' && attachment
    ? recogniseMessage({ body: attachment.text, fileName: attachment.name })
    : message;
}

/** A request that failed, in words. */
export function failedRequest({ urs, orderId }: FailedDistributionNotice): string {
  return `The DAAC could not deliver ${urs.length} granules of order ${orderId ?? 'NONE'}.`;
}

/** The key of a DN: its order, when it has one, and a digest of what it announces; the same notice has the same key. */
export function receiptKey(notice: DistributionNotice): string {
  const digest = createHash('sha256').update(dnKey(notice)).digest('hex').slice(0, 12);
  const order = notice.orderId?.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 40);
  return order ? `${order}-${digest}` : digest;
}
