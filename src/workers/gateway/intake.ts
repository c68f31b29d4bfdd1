import { createHash } from 'node:crypto';
import { basename, join, relative } from 'node:path';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { StationContext } from '../../activities/context.js';
import { notify } from '../../activities/notify.js';
import type { KeptMail, MailStore, ReadMail } from '../../adapters/mail/mail-store.js';
import { senderAllowed } from '../../adapters/mail/senders.js';
import { isFailureCode, OperationsError, type FailureCode } from '../../domain/failures.js';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import { dnKey, type DistributionNotice, type FailedDistributionNotice } from '../../formats/dn.js';
import { recogniseMessage, type RecognisedMessage } from '../../formats/recognise.js';
import { markMessage, messageRow, recordMessage } from '../../ledger/messages.js';
import { receiptRow } from '../../ledger/receipts.js';
import { answerDelivery } from './answer.js';

/** What became of a message. */
interface Outcome {
  readonly state: 'acted' | 'recorded' | 'quarantined';
  readonly about?: string;
  readonly code?: FailureCode;
  readonly sentence?: string;
}

/**
 * The e-mail parser of the seed: every kept message is recognised by its content and acted on exactly once. Acting is
 * starting or signalling a workflow whose id comes from the message, so doing it twice is doing it once.
 */
export class Intake {
  constructor(
    private readonly context: StationContext,
    private readonly store: MailStore,
  ) {}

  /** Acts on a message that is on the disk. Throws what the engine throws when it cannot be reached: then it is to be called again. */
  async take(kept: KeptMail): Promise<void> {
    const { ledger, mission, paths } = this.context;
    const key = { mission: mission.mission, id: kept.id };
    const known = await messageRow(ledger, key);
    if (known?.state === 'quarantined') await this.store.quarantine(kept, reasonOf(known));
    if (known && known.state !== 'kept') return;
    const read = await this.store.read(kept.path).catch((error: unknown) => {
      if (error instanceof OperationsError) return error;
      if (error instanceof RangeError) return undefined;
      throw error;
    });
    if (read === undefined) {
      // Removed by hand. The messages behind it must not wait for it for ever.
      const sentence = 'It was removed from mail/in before it was acted on.';
      if (known) await markMessage(ledger, key, { state: 'recorded', sentence, actedAt: this.context.now() });
      return;
    }
    const message = recogniseKept(kept, read);
    if (!known) {
      await recordMessage(ledger, {
        ...key,
        via: kept.via,
        kind: message.kind,
        ...(!(read instanceof Error) && {
          ...(read.from && { sender: read.from }),
          ...(read.subject && { subject: read.subject }),
        }),
        receivedAt: Date.parse(kept.receivedAt),
        path: relative(paths.home, kept.path),
        state: 'kept',
      });
    }
    const outcome = await this.act(kept, read, message);
    const isAside = outcome.state === 'quarantined';
    const path = isAside ? join(paths.mail, 'quarantine', basename(kept.path)) : kept.path;
    const { code, sentence } = reasonOf(outcome);
    if (isAside) {
      await notify(this.context, {
        key: `${mission.mission}/quarantine/${kept.id}`,
        subject: `message set aside: ${code}`,
        code,
        lines: [sentence, `It lies in ${relative(paths.home, path)}.`],
        at: Date.parse(kept.receivedAt),
      });
    }
    await markMessage(ledger, key, {
      ...outcome,
      kind: message.kind,
      path: relative(paths.home, path),
      actedAt: this.context.now(),
    });
    // Last: what lies in quarantine is not taken up again after a kill, so everything must have been said by then.
    if (isAside) await this.store.quarantine(kept, { code, sentence });
  }

  private async act(
    kept: KeptMail,
    read: ReadMail | OperationsError,
    message: RecognisedMessage,
  ): Promise<Outcome> {
    const { mission, config } = this.context;
    if (kept.via !== 'pickup' && !(read instanceof Error)) {
      const sender = { ...read, ...(kept.envelopeFrom !== undefined && { envelopeFrom: kept.envelopeFrom }) };
      if (!senderAllowed(sender, config.mail.allow)) {
        return {
          state: 'quarantined',
          code: 'MAIL_SENDER',
          sentence: `${read.from ?? kept.envelopeFrom ?? 'Nobody'} is not among the senders that this station listens to.`,
        };
      }
    }
    switch (message.kind) {
      case 'SN':
        return { state: 'recorded', about: message.notice.ur };
      case 'DN':
        return this.startReceipt(message.notice, Date.parse(kept.receivedAt));
      case 'DN_FAILURE': {
        const sentence = failedRequest(message.notice);
        await notify(this.context, {
          key: `${mission.mission}/request-failed/${kept.id}`,
          subject: 'a request to the DAAC failed',
          code: 'REQUEST_FAILED',
          lines: [sentence, ...message.notice.urs.map((ur) => `  - ${ur}`)],
          at: Date.parse(kept.receivedAt),
        });
        return { state: 'recorded', code: 'REQUEST_FAILED', sentence };
      }
      case 'PAN':
      case 'PDRD':
        return answerDelivery(this.context, kept.id, Date.parse(kept.receivedAt), message);
      case 'UNKNOWN':
        return { state: 'quarantined', code: 'MAIL_NOT_UNDERSTOOD', sentence: message.problem };
    }
  }

  private async startReceipt(notice: DistributionNotice, receivedAt: number): Promise<Outcome> {
    const { mission, client, ledger } = this.context;
    const key = receiptKey(notice);
    const earlier = await receiptRow(ledger, { mission: mission.mission, key });
    // The ledger is the second guard: the engine forgets ended workflows after its retention.
    if (earlier?.state === 'done') return { state: 'recorded', about: key };
    try {
      await client.workflow.signalWithStart('receipt', {
        args: [{ mission: mission.mission, key, notice, receivedAt }],
        workflowId: workflowIds.receipt(mission.mission, key),
        taskQueue: TASK_QUEUES.main,
        workflowIdReusePolicy:
          earlier?.state === 'abandoned' ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
        signal: 'filePushed',
        signalArgs: [{}],
        searchAttributes: { Mission: [mission.mission], Stage: ['receive'] },
        staticSummary: `DN of ${notice.granules.length} granules: ${[...new Set(notice.granules.map((granule) => granule.shortName))].join(', ')}`,
      });
    } catch (error) {
      if (
        !(error instanceof WorkflowExecutionAlreadyStartedError) &&
        !(error instanceof WorkflowNotFoundError)
      )
        throw error;
    }
    return { state: 'acted', about: key };
  }
}

/** A request that failed, in words. */
export function failedRequest({ urs, orderId }: FailedDistributionNotice): string {
  return `The DAAC could not deliver ${urs.length} granules of order ${orderId ?? 'NONE'}.`;
}

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

/** Why a message was set aside. */
function reasonOf({ code, sentence }: { code?: string; sentence?: string }): {
  code: FailureCode;
  sentence: string;
} {
  return { code: isFailureCode(code) ? code : 'MAIL_NOT_UNDERSTOOD', sentence: sentence ?? '' };
}

/** The key of a DN: its order, when it has one, and a digest of what it announces; the same notice has the same key. */
export function receiptKey(notice: DistributionNotice): string {
  const digest = createHash('sha256').update(dnKey(notice)).digest('hex').slice(0, 12);
  const order = notice.orderId?.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 40);
  return order ? `${order}-${digest}` : digest;
}
