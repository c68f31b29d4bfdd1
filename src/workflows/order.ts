import { condition, setHandler, sleep } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import type { ClientMail, MailKind, OrderTerms } from '../activities/orders/contract.js';
import { gateFactsOf, gateOf, type Gate } from '../domain/scops/order-gate.js';
import type { OrderInput } from '../domain/scops/order-input.js';
import { productsOf, productsOfLine } from '../domain/scops/names.js';
import type { Order } from '../domain/scops/order.js';
import { counted } from '../domain/words.js';
import { failureOf, type Failure } from './failure-of.js';
import { hold, release, retry } from './messages.js';
import { OrderDesk } from './order-desk.js';
import { OrderLines } from './order-lines.js';
import { cancel, confirm, dem, demConfirmed, equations } from './order-messages.js';
import { airborneActivities, faithfulActivities, orderActivities } from './order-proxies.js';
import { FIRST_PACE } from './proxies.js';

/** How an order ended. */
export type OrderEnd = 'removed' | 'cancelled' | 'expired' | 'failed';

/**
 * An order of flight lines: it is confirmed by its client, its elevations are made, each line is processed as a workflow of
 * its own, and what came of it is packed and kept for a time. Nobody is left without an answer.
 */
export async function order(input: OrderInput): Promise<OrderEnd> {
  const story = new OrderStoryteller(input);
  return story.run();
}

/** A client who did not answer: nothing to retry, nothing to hold. */
class NoAnswer extends Error {}

class OrderStoryteller {
  private readonly desk: OrderDesk;
  private request: Order;
  private terms: OrderTerms | undefined;
  private folder: string | undefined;
  private confirmed = false;
  private equationsSet = false;
  private demChanges = 0;
  /** How many changes are being looked at. */
  private demChanging = 0;
  /** Whether its folder and elevations are made: nothing of what was ordered can be changed any more. */
  private isMade = false;
  /** What could not be made, a sentence each. */
  private missing: readonly string[] = [];
  private readonly lines: OrderLines;

  constructor(private readonly input: OrderInput) {
    this.request = input.order;
    this.confirmed = !input.needsConfirmation;
    this.desk = new OrderDesk({ title: `Order ${input.id}`, order: input.id }, FIRST_PACE);
    this.lines = new OrderLines(input.id, this.desk);
    this.desk.answerUsual({ retry, hold, release, cancel }, (verb, said) => this.lines.say(verb, said));
    this.desk.answer(demConfirmed, {
      description: 'The DEM that the client put on FTP is there (path).',
      check: ({ path }) =>
        typeof path === 'string' && path.startsWith('/') ? undefined : "Say where it is in 'path', from /.",
      act: ({ path }) => this.changeDem({ source: 'ftp', path, confirmed: true }),
    });
    this.answerClient();
  }

  async run(): Promise<OrderEnd> {
    const outcome = await this.desk.conduct(async () => {
      this.terms = await faithfulActivities(FIRST_PACE).openOrder({ ...this.input, at: Date.now() });
      this.desk.pace = this.terms.pace;
      try {
        await this.passGate();
        await this.prepare();
      } catch (error) {
        if (error instanceof NoAnswer) return 'expired' as const;
        throw error;
      }
      return this.produce();
    });
    if (outcome === 'cancelled') await this.close('cancelled', this.cancelWords());
    if (outcome === 'expired') await this.close('expired', 'Nobody answered in time.');
    if (outcome === 'failed') await this.close('failed', 'None of its products could be made.', this.missing);
    if (outcome !== 'kept') return outcome;

    const kept = await this.desk.conduct(() => this.keep());
    if (kept === 'cancelled') await this.close('cancelled', this.cancelWords());
    else
      await this.desk.finish(async () => {
        await this.remove();
        await this.desk.tell('removed', 'Its time is over and its products are removed.');
      });
    return kept === 'cancelled' ? 'cancelled' : 'removed';
  }

  /** Confirmation, the equations step, a DEM by FTP: each waits for somebody, reminds once, and expires. */
  private async passGate(): Promise<void> {
    const { id } = this.input;
    const { expiryMs, reminderMs } = this.terms!;
    if (!this.confirmed) await this.mail('confirmation', [], { until: Date.now() + expiryMs });
    for (let gate = this.gate(); gate !== 'go'; gate = this.gate()) {
      const here = gate;
      const until = Date.now() + expiryMs;
      await this.desk.tell(gate, GATE_SENTENCES[gate], { until, then: 'it expires' });
      const passed = () => this.gate() !== here;
      if (
        reminderMs < expiryMs &&
        !(await condition(passed, reminderMs, { summary: 'reminds the client' }))
      ) {
        await this.mail('reminder', [GATE_SENTENCES[gate]], { until, occasion: gate });
      }
      if (!(await condition(passed, Math.max(1, until - Date.now()), { summary: `${id} expires` })))
        throw new NoAnswer();
    }
  }

  private gate(): Gate {
    const { confirmed, equationsSet, request } = this;
    return gateOf(gateFactsOf(request, { confirmed, equationsSet }));
  }

  /** The order's folder, plan and elevations. Elevations that will not do are the client's to change. */
  private async prepare(): Promise<void> {
    const { id } = this.input;
    const { pace, attentionMs } = this.terms!;
    await this.desk.tell('preparing', 'Its folder and its elevations are made.');
    for (;;) {
      const changes = this.demChanges;
      const prepared = await this.desk.carryOut('Its folder is made.', () =>
        orderActivities(pace, 'folder and plan').prepareOrder({ order: this.request, id }),
      );
      this.folder = prepared.folder;
      const failure = await this.makeDem();
      // What the client chose meanwhile is what counts.
      await condition(() => this.demChanging === 0);
      if (this.demChanges !== changes) continue;
      if (failure === undefined) break;
      const until = Date.now() + attentionMs;
      await this.desk.tell('needs attention', failure.sentence, { until, then: 'it expires' });
      await this.mail('attention', [failure.sentence, ...failure.details], { until, occasion: `${changes}` });
      await this.desk.announce(failure, until, 'it expires');
      const changed = () => this.demChanges !== changes;
      if (!(await condition(changed, attentionMs, { summary: 'the client changes the DEM' })))
        throw new NoAnswer();
      await this.desk.clear();
      await this.desk.tell('preparing', 'It goes on with other elevations.');
    }
    this.isMade = true;
  }

  private async makeDem(): Promise<Failure | undefined> {
    try {
      await this.desk.carryOut('Its elevations are made.', async () => {
        try {
          await airborneActivities(this.terms!.pace, 'elevations').makeDem({
            order: this.input.id,
            folder: this.folder!,
          });
        } catch (error) {
          const failure = failureOf(error);
          if (failure.code === 'DEM_UNCOVERED' || failure.code === 'DEM_INVALID')
            throw new ForClient(failure);
          throw error;
        }
      });
      return undefined;
    } catch (error) {
      if (error instanceof ForClient) return error.failure;
      throw error;
    }
  }

  /** Every line, a few at a time; then what came of them is packed, whatever became of the others. */
  private async produce(): Promise<'kept' | 'failed'> {
    const { id } = this.input;
    const { pace, retentionMs, lineGraceMs, system } = this.terms!;
    await this.mail('processing', []);
    const lines = this.request.lines.filter((line) => productsOfLine(line).length > 0);
    const count = `${counted(lines.length, 'line')}, ${counted(productsOf(this.request).length, 'product')}`;
    await this.desk.tell('processing', `${count} in work.`);
    const { masking } = this.request;
    const common = { folder: this.folder!, masking, pace, graceMs: lineGraceMs, system };
    const ends = await this.lines.process(lines, common, this.terms!);
    const missing = ends.flatMap((end) => end.missing);
    this.missing = missing;
    if (ends.every((end) => end.complete.length === 0)) return 'failed';

    await this.desk.tell('packing', 'Its products are packed together.');
    const at = Date.now();
    const expiresAt = at + retentionMs;
    await this.desk.carryOut('Its products are packed together.', () =>
      airborneActivities(pace, 'master zip').packOrder({
        order: id,
        folder: this.folder!,
        missing,
        expiresAt,
        at,
      }),
    );
    await this.desk.tell(
      missing.length === 0 ? 'complete' : 'partly complete',
      missing.length === 0
        ? 'Every product can be fetched.'
        : `${counted(missing.length, 'product')} could not be made; the others can be fetched.`,
      { until: expiresAt, then: 'the products are removed' },
    );
    await this.mail('complete', missing, { until: expiresAt });
    return 'kept';
  }

  /** Its products stay for their time; the client is told before it ends. */
  private async keep(): Promise<void> {
    const { retentionMs, retentionNoticeMs } = this.terms!;
    const ends = Date.now() + retentionMs;
    if (retentionNoticeMs < retentionMs) {
      await sleep(retentionMs - retentionNoticeMs, { summary: 'reminds the client of the end' });
      await this.mail('retention', [], { until: ends });
    }
    await sleep(Math.max(1, ends - Date.now()), { summary: 'the products are removed' });
  }

  /** An order that is given up leaves no files, and its client hears of it. */
  private async close(
    state: 'cancelled' | 'expired' | 'failed',
    sentence: string,
    lines: readonly string[] = [sentence],
  ): Promise<void> {
    await this.desk.finish(async () => {
      await this.remove();
      await this.desk.tell(state, sentence);
      await this.mail(state, lines);
    });
  }

  private async remove(): Promise<void> {
    if (this.folder !== undefined)
      await faithfulActivities(this.desk.pace, 'files are removed').removeOrder({
        order: this.input.id,
        folder: this.folder,
      });
  }

  private cancelWords(): string {
    const { cancelledBy } = this.desk;
    return cancelledBy ? `${cancelledBy.by} cancelled it: ${cancelledBy.why}` : 'It was cancelled.';
  }

  private async mail(
    kind: MailKind,
    lines: readonly string[],
    more: Pick<ClientMail, 'until' | 'occasion'> = {},
  ): Promise<void> {
    const { id } = this.input;
    await faithfulActivities(this.desk.pace, `mail: ${kind}`).writeToClient({
      order: id,
      to: this.request.email,
      kind,
      lines,
      ...more,
      at: Date.now(),
    });
  }

  private async changeDem(choice: Order['dem']): Promise<void> {
    this.demChanging += 1;
    try {
      this.request = await orderActivities(this.desk.pace, 'other elevations').takeDem({
        order: this.request,
        id: this.input.id,
        dem: choice,
      });
      this.demChanges += 1;
    } finally {
      this.demChanging -= 1;
    }
  }

  /** What clients say, by a link or logged in; who may say it is decided where the link is followed. */
  private answerClient(): void {
    setHandler(confirm, ({ by }) => {
      this.confirmed = true;
      return `Confirmed by ${by}.`;
    });
    setHandler(
      equations,
      async (said) => {
        this.request = await orderActivities(this.desk.pace, 'equations').takeEquations({
          order: this.request,
          id: this.input.id,
          said,
        });
        this.equationsSet = true;
        return `${counted(said.equations.length, 'equation')} and ${counted(said.plugins.length, 'plugin')} are taken.`;
      },
      { validator: (_said) => this.refuseLate('Equations', this.gate() === 'go') },
    );
    setHandler(
      dem,
      async ({ dem: choice }) => {
        await this.changeDem(choice);
        return 'The order goes on with these elevations.';
      },
      { validator: (_said) => this.refuseLate('Elevations', this.isMade) },
    );
  }

  private refuseLate(what: string, late: boolean): void {
    if (late)
      throw ApplicationFailure.nonRetryable(
        `${what} cannot be changed any more: the order is being made.`,
        'REFUSED',
      );
  }
}

/** Elevations that only the client can change. */
class ForClient extends Error {
  constructor(readonly failure: Failure) {
    super(failure.sentence);
  }
}

const GATE_SENTENCES: Record<Exclude<Gate, 'go'>, string> = {
  'awaiting confirmation': 'It waits for its client to confirm it by the link in the mail.',
  'awaiting equations': 'It waits for its client to say which band maths to make.',
  'awaiting DEM': 'It waits for the DEM that its client puts on FTP, and for an operator who has seen it.',
};
