import { canBeOrderedAnew } from '../domain/scops/order-states.js';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  currentUpdateInfo,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { Pace } from '../activities/contract.js';
import { FAILURES, looksAgain } from '../domain/failures.js';
import { SCOPS } from '../domain/scops/order-input.js';
import { takesFtpDem, type OrderVerb } from '../domain/scops/order-verbs.js';
import type { DemChoice } from '../domain/scops/order.js';
import type { Command } from '../domain/story.js';
import { showHeld, showStage } from './attributes.js';
import { Errand } from './errand.js';
import { failureOf, type Failure } from './failure-of.js';
import { orderStory, type ByClient, type OrderStory } from './order-messages.js';
import { faithfulActivities } from './order-proxies.js';
import { recordVerb, refusalOf } from './verb-audit.js';
import { VerbBook, type Answer } from './verb-book.js';

const EFFECTS: Record<OrderVerb, string> = {
  retry: 'begins at the first stage whose output is not there',
  cancel: 'stops the work for good',
  hold: 'stops before the next step, until `release`',
  release: 'lets it go on',
  demConfirmed: 'takes the DEM as having arrived',
};

/** A hold is looked at after a tenth of its age, at most this many times the pace. */
const LONGEST_RECHECK_FACTOR = 24;

/**
 * The desk of an order, or of one of its lines: what it does now, why it holds, and the operator's verbs. An order's own desk
 * also tells the ledger, and so its client.
 */
export class OrderDesk {
  private state: OrderStory['state'] = 'preparing';
  private since = Date.now();
  private sentence = 'It starts.';
  private until: number | undefined;
  private next: string | undefined;
  private holding: (Failure & { readonly at: number }) | undefined;
  private pausedBy: Command | undefined;
  /** How often it was told to try again. */
  retries = 0;
  /** The last hold was not ended by anybody: its time to look again came. */
  private looked = false;
  private ended = false;
  private readonly book: VerbBook<OrderVerb>;
  private readonly scope = new CancellationScope({ cancellable: true });

  private readonly news = new Errand();
  /** What began before mails, and what is only tidied, could no longer stop the work goes on as it did. */
  readonly isSteady = patched('steady-orders');

  /** The elevations that the order has now; a line has none of its own. */
  elevations: () => DemChoice | undefined = () => undefined;
  /** Who cancelled it. */
  cancelledBy: Command | undefined;

  constructor(
    private readonly subject: { readonly title: string; readonly order: string; readonly line?: string },
    /** May be set when it is known. */
    public pace: Pace,
  ) {
    setHandler(orderStory, () => this.story(), {
      description: 'What the order does, why it waits, until when, and what then.',
    });
    this.book = new VerbBook<OrderVerb>({
      title: subject.title,
      refusal: (verb) => this.refusal(verb),
      effect: (verb) => EFFECTS[verb],
      order: () => undefined,
      record: (...said) => recordVerb(faithfulActivities, this.pace, { mission: SCOPS }, said),
    });
  }

  /** Writes into the audit what a client said, or an operator for them. */
  async recordClient(word: 'confirm' | 'equations' | 'dem', said: ByClient, at: number): Promise<void> {
    // Orders that began before this was recorded go on as they did.
    if (!patched('what-clients-say')) return;
    const id = currentUpdateInfo()?.id ?? `${workflowInfo().runId}/${word}/${at}`;
    const command = { ...said, why: said.why ?? '' };
    await recordVerb(faithfulActivities, this.pace, { mission: SCOPS }, [word, command, id, at]);
  }

  /** Accepts a verb of operators. */
  answer<C extends Command>(update: UpdateDefinition<string, [C]>, answer: Answer<C>): void {
    this.book.answer(update, { always: true, ...answer });
  }

  /**
   * `retry`, `hold`, `release` and `cancel`, which orders and lines both understand. The first three are also for whom they
   * are passed on to; the engine passes a cancellation on.
   */
  answerUsual(
    verbs: Record<'retry' | 'hold' | 'release' | 'cancel', UpdateDefinition<string, [Command]>>,
    passOn: (verb: OrderVerb, command: Command) => void = () => undefined,
  ): void {
    this.answer(verbs.hold, {
      description: 'Stop before the next step.',
      act: (command) => {
        this.pausedBy = command;
        passOn('hold', command);
      },
    });
    this.answer(verbs.release, {
      description: 'End a hold.',
      act: (command) => {
        this.pausedBy = undefined;
        passOn('release', command);
      },
    });
    this.answer(verbs.cancel, {
      description: 'Stop the work for good.',
      act: (command) => {
        this.cancelledBy = command;
        this.scope.cancel();
      },
    });
    this.answer(verbs.retry, {
      description: 'Try what failed again, from the first stage whose output is not there.',
      act: (command) => {
        this.retries += 1;
        passOn('retry', command);
      },
    });
  }

  /** Nothing more is done: it was cancelled, or says its last word. */
  get isOver(): boolean {
    return this.ended || this.cancelledBy !== undefined;
  }

  /** All of it is packed: who has got the link may be fetching it, so nobody ends it before its time. */
  private get isKept(): boolean {
    return this.state === 'complete';
  }

  /** Ends a hold that waits for `retry`. */
  again(): void {
    this.retries += 1;
  }

  /** Runs the story; `cancelled` when somebody ended it, by the verb or in Temporal. */
  async conduct<T>(body: () => Promise<T>): Promise<T | 'cancelled'> {
    try {
      const result = await this.scope.run(body);
      // What it waited for may have ended well because of the cancellation.
      return this.scope.consideredCancelled ? 'cancelled' : result;
    } catch (error) {
      if (!isCancellation(error)) throw error;
      return 'cancelled';
    }
  }

  /** Says what it does or waits for; an order's desk tells the ledger too. */
  async tell(
    state: OrderStory['state'],
    sentence: string,
    more: { readonly until?: number; readonly then?: string; readonly confirmedAt?: number } = {},
  ): Promise<void> {
    if (this.state !== state) {
      this.state = state;
      this.since = Date.now();
      showStage(state);
    }
    this.sentence = sentence;
    this.until = more.until;
    this.next = more.then;
    this.show();
    if (this.subject.line !== undefined) return;
    const { order } = this.subject;
    await faithfulActivities(this.pace, state).tellOrder({
      order,
      state,
      sentence,
      since: this.since,
      ...(more.until !== undefined && { until: more.until }),
      ...(more.then !== undefined && { thenWhat: more.then }),
      ...(more.confirmedAt !== undefined && { confirmedAt: more.confirmedAt }),
    });
  }

  /** A step begins: waits first if an operator said `hold`. */
  async begin(sentence: string): Promise<void> {
    if (this.pausedBy) {
      const { by, why } = this.pausedBy;
      await this.announce({
        code: 'OPERATOR_HOLD',
        sentence: `${by} stopped it: ${why}`,
        details: [],
        workerLost: false,
      });
      await condition(() => this.pausedBy === undefined);
      await this.clear();
    }
    this.sentence = sentence;
    this.show();
  }

  /**
   * Carries work out. What fails when the engine has used up its retries holds, until `retry`, or until it looks again by
   * itself because the cause may have gone.
   */
  async carryOut<T>(sentence: string, work: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.begin(sentence);
      try {
        const result = await work();
        await this.clear();
        return result;
      } catch (error) {
        if (isCancellation(error)) throw error;
        const failure = failureOf(error);
        if (failure.workerLost) continue;
        await this.holdUntilRetry(failure, looksAgain(failure.code) ? this.nextLook() : undefined);
      }
    }
  }

  /** Holds until `retry`, or until a moment; says whether it was `retry`. */
  async holdUntilRetry(
    failure: Failure,
    until?: number,
    then = 'it is tried again by itself',
  ): Promise<boolean> {
    const seen = this.retries;
    await this.announce(failure, until, until === undefined ? undefined : then);
    const asked = () => this.retries !== seen;
    if (until === undefined) await condition(asked);
    else await condition(asked, Math.max(1, until - Date.now()), { summary: then });
    this.looked = !asked();
    return asked();
  }

  /** When a hold of which the cause may have gone is looked at: less and less often, the longer it lasts. */
  nextLook(): number {
    const now = Date.now();
    const { recheckMs } = this.pace;
    const age = this.isSteady && this.holding && this.looked ? now - this.holding.at : 0;
    return now + Math.max(recheckMs, Math.min(age / 10, recheckMs * LONGEST_RECHECK_FACTOR));
  }

  /** Writes a hold where people look: search attribute, details, ledger, one mail for each kind. */
  async announce(failure: Failure, until?: number, then?: string): Promise<void> {
    // What a look finds may be in other words, such as the free bytes of a disk: it is the same hold.
    const isSame = this.isSteady && this.looked;
    const isNews =
      this.holding?.code !== failure.code || (!isSame && this.holding.sentence !== failure.sentence);
    const at = isNews ? Date.now() : this.holding!.at;
    this.holding = { ...failure, at };
    this.until = until;
    this.next = then;
    if (isNews) showHeld(failure.code);
    this.show();
    const { order, line } = this.subject;
    const hold = {
      order,
      ...(line !== undefined && { line }),
      workflowId: workflowInfo().workflowId,
      code: failure.code,
      sentence: failure.sentence,
      details: failure.details,
      at,
      verbs: this.verbs(),
      ...(until !== undefined && { until }),
      ...(then !== undefined && { thenWhat: then }),
    };
    const telling = () => faithfulActivities(this.pace, `held: ${failure.code}`).announceOrderHold(hold);
    if (!this.isSteady) return telling();
    await this.news.end();
    this.news.send(telling);
  }

  /** Ends a hold. */
  async clear(): Promise<void> {
    const { holding } = this;
    if (!holding) return;
    // The ledger never hears of an end before the beginning.
    if (this.isSteady) await this.news.end();
    this.holding = undefined;
    this.until = undefined;
    this.next = undefined;
    showHeld(null);
    this.show();
    const { order, line } = this.subject;
    await faithfulActivities(this.pace, `no longer held: ${holding.code}`).announceOrderRelease({
      order,
      ...(line !== undefined && { line }),
      workflowId: workflowInfo().workflowId,
      code: holding.code,
      at: Date.now(),
    });
  }

  /** The last word: what was said is recorded, even when Temporal cancels the workflow. */
  async finish(work: () => Promise<void>): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      await this.clear();
      this.ended = true;
      await work();
      await condition(allHandlersFinished);
    });
  }

  private refusal(verb: OrderVerb): string | undefined {
    const ended = this.isKept
      ? 'There is nothing left to stop, and its products stay for their time.'
      : 'It has ended.';
    return refusalOf(verb, this.verbs(), `${this.subject.title} now (${this.state})`, ended);
  }

  private verbs(): OrderVerb[] {
    if (this.isOver || this.isKept) return [];
    if (canBeOrderedAnew(this.state)) return this.subject.line === undefined ? ['cancel'] : [];
    const at: OrderVerb[] = [
      ...(this.holding && this.holding.code !== 'OPERATOR_HOLD' ? (['retry'] as const) : []),
      ...(this.subject.line === undefined && this.state === 'processing' ? (['retry'] as const) : []),
      this.pausedBy ? 'release' : 'hold',
      ...(takesFtpDem(this.state, this.elevations()) ? (['demConfirmed'] as const) : []),
      'cancel',
    ];
    return [...new Set(at)].filter((verb) => this.book.has(verb));
  }

  private show(): void {
    const { holding } = this;
    const lines = [`**${this.subject.title}: ${this.state}**`, '', this.sentence];
    if (holding) lines.push('', `**${holding.code}** ${holding.sentence}`, FAILURES[holding.code].next);
    if (this.until !== undefined)
      lines.push('', `Until ${new Date(this.until).toISOString()}${this.next ? `; then ${this.next}` : ''}.`);
    setCurrentDetails(lines.join('\n'));
  }

  private story(): OrderStory {
    const { holding } = this;
    return {
      order: this.subject.order,
      state: this.state,
      since: this.since,
      sentence: this.sentence,
      ...(this.until !== undefined && { until: this.until }),
      ...(this.next !== undefined && { then: this.next }),
      ...(holding && {
        held: { code: holding.code, sentence: holding.sentence, details: holding.details },
      }),
      verbs: this.verbs(),
    };
  }
}
