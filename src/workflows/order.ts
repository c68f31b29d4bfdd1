import { condition, sleep } from '@temporalio/workflow';
import type { ClientMail, MailKind, OrderTerms } from '../activities/orders/contract.js';
import { productsOf } from '../domain/scops/names.js';
import type { Gate } from '../domain/scops/order-gate.js';
import type { OrderInput } from '../domain/scops/order-input.js';
import { counted } from '../domain/words.js';
import { failureOf, type Failure } from './failure-of.js';
import { hold, release, retry } from './messages.js';
import { OrderChoices } from './order-choices.js';
import { OrderDesk } from './order-desk.js';
import { OrderLines } from './order-lines.js';
import { cancel } from './order-messages.js';
import { airborneActivities, faithfulActivities, orderActivities } from './order-proxies.js';
import { Post } from './post.js';
import { FIRST_PACE } from './proxies.js';

/** How an order ended. */
export type OrderEnd = 'removed' | 'cancelled' | 'expired' | 'failed';

/**
 * An order of flight lines: it is confirmed by its client, its elevations are made, each line is processed as a workflow of
 * its own, and what came of it is packed and kept for a time. Nobody is left without an answer.
 */
export async function order(input: OrderInput): Promise<OrderEnd> {
  return new Story(input).run();
}

/** A client who did not answer: nothing to retry, nothing to hold. */
class NoAnswer extends Error {}

class Story {
  private readonly desk: OrderDesk;
  private readonly choices: OrderChoices;
  private readonly lines: OrderLines;
  private readonly post = new Post();
  private terms: OrderTerms | undefined;
  private folder: string | undefined;
  /** When its products are removed. */
  private expiresAt = 0;
  /** The choice of elevations that its client has heard of. */
  private mailedFor: number | undefined;

  constructor(private readonly input: OrderInput) {
    this.desk = new OrderDesk({ title: `Order ${input.id}`, order: input.id }, FIRST_PACE);
    this.desk.answerUsual({ retry, hold, release, cancel }, (verb, said) =>
      this.lines.say(input.id, verb, said),
    );
    this.choices = new OrderChoices(input, this.desk);
    this.lines = new OrderLines(this.desk);
  }

  async run(): Promise<OrderEnd> {
    let missing: readonly string[] = [];
    const outcome = await this.desk.conduct(async () => {
      this.terms = await faithfulActivities(FIRST_PACE).openOrder({ ...this.input, at: Date.now() });
      this.desk.pace = this.terms.pace;
      this.choices.opened();
      try {
        await this.passGates();
        await this.prepare();
      } catch (error) {
        if (error instanceof NoAnswer) return 'expired' as const;
        throw error;
      }
      const produced = await this.produce();
      ({ missing } = produced);
      return produced.outcome;
    });
    if (outcome === 'cancelled') return this.close('cancelled', this.cancelWords());
    if (outcome === 'expired') return this.close('expired', ['Nobody answered in time.']);
    if (outcome === 'failed') return this.close('failed', ['None of its products could be made.'], missing);

    const kept = await this.desk.conduct(() => this.keep());
    if (kept === 'cancelled') return this.close('cancelled', this.cancelWords());
    await this.desk.finish(async () => {
      await this.remove();
      await this.desk.tell('removed', 'Its time is over and its products are removed.');
      await this.post.gone();
    });
    return 'removed';
  }

  /** Confirmation, the equations step, a DEM by FTP: each waits for somebody, reminds once, and expires. */
  private async passGates(): Promise<void> {
    const { choices, desk } = this;
    const { expiryMs, reminderMs } = this.terms!;
    if (choices.gate === 'awaiting confirmation')
      await this.mail('confirmation', [], { until: Date.now() + expiryMs });
    for (;;) {
      await choices.settled();
      const gate = choices.gate;
      if (gate === 'go') break;
      const until = Date.now() + expiryMs;
      await desk.tell(gate, GATE_SENTENCES[gate], { until, then: 'it expires', ...this.confirmed() });
      const passed = () => choices.gate !== gate && choices.isSettled;
      if (
        reminderMs < expiryMs &&
        !(await condition(passed, reminderMs, { summary: 'reminds the client' }))
      ) {
        await this.mail('reminder', [GATE_SENTENCES[gate]], { until, occasion: gate });
      }
      if (!(await condition(passed, Math.max(1, until - Date.now()), { summary: 'it expires' })))
        throw new NoAnswer();
    }
    choices.passed();
  }

  /** The order's folder, plan and elevations. Elevations that will not do are the client's to change. */
  private async prepare(): Promise<void> {
    const { choices, desk } = this;
    await desk.tell('preparing', 'Its folder and its elevations are made.', this.confirmed());
    for (;;) {
      const changes = choices.demChanges;
      const prepared = await desk.carryOut('Its folder is made.', () =>
        orderActivities(desk.pace, 'folder and plan').prepareOrder({
          order: choices.request,
          id: this.input.id,
        }),
      );
      this.folder = prepared.folder;
      const failure = await this.makeDem(changes);
      await choices.settled();
      if (choices.demChanges === changes) {
        if (failure === undefined) break;
        await this.waitForDem(failure, changes);
      }
      await desk.tell('preparing', 'It goes on with other elevations.');
    }
    choices.made();
  }

  /** The elevations; a failure that only the client can mend comes out, others hold. Others that are chosen meanwhile end it. */
  private async makeDem(changes: number): Promise<Failure | undefined> {
    const isOutdated = () => this.choices.demChanges !== changes;
    return this.desk.carryOut('Its elevations are made.', async () => {
      if (isOutdated()) return undefined;
      try {
        await airborneActivities(this.desk.pace, 'elevations').makeDem({
          order: this.input.id,
          folder: this.folder!,
        });
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'DEM_UNCOVERED' || failure.code === 'DEM_INVALID') return failure;
        if (!isOutdated()) throw error;
      }
      return undefined;
    });
  }

  /** The client has a link to choose other elevations; an operator may say `retry`, or where another DEM on FTP lies. */
  private async waitForDem(failure: Failure, changes: number): Promise<void> {
    const { choices, desk } = this;
    const { attentionMs } = this.terms!;
    const until = Date.now() + attentionMs;
    const retries = desk.retries;
    await desk.tell('needs attention', failure.sentence, { until, then: 'it expires' });
    if (this.mailedFor !== changes)
      await this.mail('attention', [failure.sentence, ...failure.details], {
        until,
        occasion: `${changes}`,
      });
    this.mailedFor = changes;
    await desk.announce(failure, until, 'it expires');
    const answered = () => (choices.demChanges !== changes && choices.isSettled) || desk.retries !== retries;
    if (!(await condition(answered, attentionMs, { summary: 'the client changes the DEM' })))
      throw new NoAnswer();
    await desk.clear();
  }

  /** Every line; then what came of them is packed, and the client told what is missing. */
  private async produce(): Promise<{
    readonly outcome: 'kept' | 'failed';
    readonly missing: readonly string[];
  }> {
    const { desk } = this;
    const { id } = this.input;
    const { pace, retentionMs } = this.terms!;
    const { request } = this.choices;
    await this.mail('processing', []);
    await desk.tell('processing', `${counted(productsOf(request).length, 'product')} in work.`);
    const order = { id, folder: this.folder!, request, terms: this.terms! };
    const ends = await this.lines.processed(order);
    const missing = ends.flatMap((end) => end.missing);
    if (ends.every((end) => end.complete.length === 0)) return { outcome: 'failed', missing };

    await desk.tell('packing', 'Its products are packed together.');
    await desk.carryOut('Its products are packed together.', () => {
      const at = Date.now();
      this.expiresAt = at + retentionMs;
      const { folder, expiresAt } = this;
      const complete = ends.flatMap((end) => end.complete);
      const packing = { order: id, folder: folder!, complete, missing, expiresAt, at };
      return airborneActivities(pace, 'master zip').packOrder(packing);
    });
    await desk.tell(
      missing.length === 0 ? 'complete' : 'partly complete',
      missing.length === 0
        ? 'Every product can be fetched.'
        : `${counted(missing.length, 'product')} could not be made; the others can be fetched.`,
      { until: this.expiresAt, then: 'the products are removed' },
    );
    await this.mail('complete', missing, { until: this.expiresAt });
    return { outcome: 'kept', missing };
  }

  /** Its products stay for their time; the client is told before it ends. */
  private async keep(): Promise<void> {
    const { retentionMs, retentionNoticeMs } = this.terms!;
    const left = () => Math.max(1, this.expiresAt - Date.now());
    if (retentionNoticeMs < retentionMs) {
      await sleep(Math.max(1, left() - retentionNoticeMs), { summary: 'reminds the client of the end' });
      await this.mail('retention', [], { until: this.expiresAt });
    }
    await sleep(left(), { summary: 'the products are removed' });
  }

  /** An order that is given up leaves no products, and its client hears of it. */
  private async close<E extends 'cancelled' | 'expired' | 'failed'>(
    state: E,
    lines: readonly string[],
    details: readonly string[] = [],
  ): Promise<E> {
    await this.desk.finish(async () => {
      await this.remove();
      await this.desk.tell(state, lines.join(' '));
      await this.mail(state, details.length > 0 ? details : lines);
      await this.post.gone();
    });
    return state;
  }

  private async remove(): Promise<void> {
    await faithfulActivities(this.desk.pace, 'files are removed').removeOrder({ order: this.input.id });
  }

  private confirmed(): { readonly confirmedAt?: number } {
    const { confirmedAt } = this.choices;
    return confirmedAt === undefined ? {} : { confirmedAt };
  }

  private cancelWords(): string[] {
    const { cancelledBy } = this.desk;
    return [cancelledBy ? `${cancelledBy.by} cancelled it: ${cancelledBy.why}` : 'It was cancelled.'];
  }

  private async mail(
    kind: MailKind,
    lines: readonly string[],
    more: Pick<ClientMail, 'until' | 'occasion'> = {},
  ): Promise<void> {
    const mail = {
      order: this.input.id,
      to: this.choices.request.email,
      kind,
      lines,
      ...more,
      at: Date.now(),
    };
    const write = () => faithfulActivities(this.desk.pace, `mail: ${kind}`).writeToClient(mail);
    if (this.desk.isSteady) this.post.send(write);
    else await write();
  }
}

const GATE_SENTENCES: Record<Exclude<Gate, 'go'>, string> = {
  'awaiting confirmation': 'It waits for its client to confirm it by the link in the mail.',
  'awaiting equations': 'It waits for its client to say which band maths to make.',
  'awaiting DEM': 'It waits for the DEM that its client puts on FTP, and for an operator who has seen it.',
};
