import { basename, join, relative } from 'node:path';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { StationContext } from './context.js';
import { notify } from './notify.js';
import type { KeptMail, MailStore, ReadMail } from '../adapters/mail/mail-store.js';
import { failedRequest, receiptKey, recogniseKept } from '../adapters/mail/recognise-kept.js';
import { keptAt, restoreMessage } from '../adapters/mail/restore-message.js';
import { senderAllowed } from '../adapters/mail/senders.js';
import { isFailureCode, OperationsError, type FailureCode } from '../domain/failures.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import type { DistributionNotice } from '../formats/dn.js';
import type { RecognisedMessage } from '../formats/recognise.js';
import { markMessage, messageRow, recordMessage } from '../ledger/messages.js';
import { receiptRow } from '../ledger/receipts.js';
import type { MessageRow } from '../ledger/schema.js';
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
    const outcome = await this.act(kept, read, message, false);
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

  /**
   * Acts anew on a message that was set aside; `trust` takes it whoever sent it. Answers what became of it; throws an
   * OperationsError REFUSED, which says what is still wrong, and then it stays where it is.
   */
  async reread(row: MessageRow, path: string, trust: boolean): Promise<string> {
    const { ledger, mission, paths } = this.context;
    const kept = (await keptAt(path)) ?? (await keptAt(path.replace('/quarantine/', '/in/')));
    if (!kept) throw new OperationsError('REFUSED', `The message is no longer in ${row.path}.`);
    const read = await this.store.read(kept.path).catch((error: unknown) => {
      if (error instanceof OperationsError) return error;
      throw error;
    });
    const message = recogniseKept(kept, read);
    const outcome = await this.act(kept, read, message, trust);
    if (outcome.state === 'quarantined') {
      const { code, sentence } = reasonOf(outcome);
      await markMessage(ledger, { mission: mission.mission, id: row.id }, { code, sentence });
      throw new OperationsError('REFUSED', `It is set aside still: ${code}. ${sentence}`);
    }
    const at = await restoreMessage(kept.path);
    await markMessage(
      ledger,
      { mission: mission.mission, id: row.id },
      {
        code: null,
        sentence: null,
        ...outcome,
        kind: message.kind,
        path: relative(paths.home, at),
        actedAt: this.context.now(),
      },
    );
    return `${message.kind} ${row.id} was ${outcome.state}${outcome.about === undefined ? '' : `: ${outcome.about}`}.`;
  }

  private async act(
    kept: KeptMail,
    read: ReadMail | OperationsError,
    message: RecognisedMessage,
    trust: boolean,
  ): Promise<Outcome> {
    const { mission, config } = this.context;
    if (!trust && kept.via !== 'pickup' && !(read instanceof Error)) {
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

/** Why a message was set aside. */
function reasonOf({ code, sentence }: { code?: string; sentence?: string }): {
  code: FailureCode;
  sentence: string;
} {
  return { code: isFailureCode(code) ? code : 'MAIL_NOT_UNDERSTOOD', sentence: sentence ?? '' };
}
