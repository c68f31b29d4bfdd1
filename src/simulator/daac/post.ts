import { randomUUID } from 'node:crypto';
import { sendMail } from '../../adapters/mail/send-mail.js';
import type { Notice } from './notices.js';
import { DAAC_ADDRESS, STATION_ADDRESS, type DaacEvent, type Partner } from './options.js';
import { OutageError, persist, RefusedError } from './outage.js';
import type { DaacState } from './state.js';

/** A mail that has been written and not necessarily sent. */
export interface WrittenMail extends Notice {
  readonly from: string;
  readonly messageId: string;
}

/** What kind of mail it is, for those who watch. */
export type MailKind = Extract<DaacEvent, { kind: 'mailed' }>['what'];

/** A new Message-ID. */
export function newMessageId(): string {
  return `<${randomUUID()}@simulator.localhost>`;
}

/** Sends one mail. Throws OutageError when the station is away or says 4xx, RefusedError when it says 5xx. */
export async function sendOnce(partner: Pick<Partner, 'smtp' | 'to'>, mail: WrittenMail): Promise<void> {
  try {
    await sendMail({ ...partner.smtp, to: partner.to ?? STATION_ADDRESS, ...mail });
  } catch (error) {
    const { responseCode, message } = error as Error & { responseCode?: number };
    const { host, port } = partner.smtp;
    const Failure = (responseCode ?? 0) >= 500 ? RefusedError : OutageError;
    throw new Failure(`SMTP at ${host}:${port}: ${message}`, { cause: error });
  }
}

/** The outgoing mail of the simulated DAAC: written once, kept, and sent until the station has it. */
export class Post {
  constructor(
    private readonly partner: Partner,
    private readonly state: DaacState,
    private readonly watch: {
      readonly signal: AbortSignal;
      readonly log: (line: string) => void;
      readonly emit: (event: DaacEvent) => void;
    },
  ) {}

  /** Sends the mail of this key unless it was sent. A mail that was written before a crash goes out as it was written. */
  async send(
    key: string,
    what: MailKind,
    compose: (at: number) => Notice & { readonly from?: string },
  ): Promise<void> {
    if (this.state.get(key) !== undefined) return;
    const writtenKey = `written/${key}`;
    if (this.state.get(writtenKey) === undefined) {
      const notice = compose(Date.now());
      const from = notice.from ?? this.partner.from ?? DAAC_ADDRESS;
      await this.state.record(writtenKey, { ...notice, from, messageId: newMessageId() });
    }
    await this.#deliver(key, what, this.state.get(writtenKey)!.data as WrittenMail);
  }

  /** Sends an earlier mail once more. */
  async sendAgain(key: string, of: string, sameId: boolean): Promise<void> {
    if (this.state.get(key) !== undefined) return;
    const earlier = this.state.get(`written/${of}`)!.data as WrittenMail;
    const mail = sameId ? earlier : { ...earlier, messageId: newMessageId() };
    await this.#deliver(key, 'DN', mail);
  }

  async #deliver(key: string, what: MailKind, mail: WrittenMail): Promise<void> {
    const { emit } = this.watch;
    try {
      await persist(`The mail '${mail.subject}'`, () => sendOnce(this.partner, mail), this.watch);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.watch.log(`The mail '${mail.subject}' came back: ${error.message}`);
      await this.state.record(key, { bounced: error.message });
      emit({ kind: 'bounced', key, reason: error.message });
      return;
    }
    await this.state.record(key, { messageId: mail.messageId });
    emit({ kind: 'mailed', what, subject: mail.subject, messageId: mail.messageId, key });
  }
}
