import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { Pace } from '../activities/contract.js';
import { looksAgain, startsOver, type FailureCode } from '../domain/failures.js';
import {
  storyMarkdown,
  type Command,
  type Hold,
  type Stage,
  type Story,
  type Verb,
} from '../domain/story.js';
import { verbEffect } from '../domain/verb-words.js';
import { showHeld, showStage } from './attributes.js';
import { failureOf, type Failure } from './failure-of.js';
import { HoldNews, type Subject } from './hold-news.js';
import { story } from './messages.js';
import { persistentActivities } from './proxies.js';
import { recordVerb, refusalOf } from './verb-audit.js';
import { VerbBook, type Answer } from './verb-book.js';

/** An operator's command that was accepted. */
export interface Order {
  readonly verb: Verb;
  readonly command: Command & Record<string, unknown>;
}

/** The level has to begin again at its first stage, by an operator's `retry`. */
export class StartOver extends Error {}

/** A worker that dies costs an attempt; only a stage that has lost so many workers is itself suspected. */
const LOST_WORKERS_BEFORE_HOLD = 30;
/** A hold that lasts is looked at less and less often: after a tenth of its age, at most this many times the pace. */
const LONGEST_RECHECK_FACTOR = 24;

/**
 * One desk for each workflow that people look at: what it does now, why it holds, and the operator's verbs. The workflow
 * itself stays the story of its stages.
 */
export class Desk {
  private stage: Stage | 'receive' | 'done' | 'abandoned';
  private state: Story['state'] = 'running';
  private since = Date.now();
  private sentence = 'It starts.';
  private until: number | undefined;
  private next: string | undefined;
  private missing: readonly string[] = [];
  private holding: Hold | undefined;
  private offered: readonly Verb[] = [];
  private order: Order | undefined;
  private pausedBy: Command | undefined;
  private abandonedBy: Command | undefined;
  private readonly book: VerbBook<Verb>;
  private readonly news: HoldNews;
  /** Made at once: an `abandon` may be accepted before the story begins. */
  private readonly scope = new CancellationScope({ cancellable: true });

  constructor(
    private readonly subject: Subject,
    first: Stage | 'receive',
    /** May be set when it is known. */
    public pace: Pace,
  ) {
    this.stage = first;
    this.news = new HoldNews(subject);
    setHandler(story, () => this.story(), {
      description: 'What it does, why it waits, until when, and what then.',
    });
    this.book = new VerbBook({
      title: subject.title,
      refusal: (verb) => this.refusal(verb),
      effect: (verb) => verbEffect(verb, this.story()),
      order: (verb, command) => void (this.order = { verb, command }),
      // Not the key of a receipt: the id of the workflow says that.
      record: (...said) => {
        const { mission, day, level } = subject;
        return recordVerb(
          persistentActivities,
          this.pace,
          { mission, ...(day && { day }), ...(level && { level }) },
          said,
        );
      },
    });
  }

  /** Accepts a verb: as an update, as a signal, and for a rehearsal. */
  answer<C extends Command>(update: UpdateDefinition<string, [C]>, answer: Answer<C>): void {
    this.book.answer(update, answer);
  }

  /** `hold`, `release` and `abandon`, which every stage understands. */
  answerAlways(verbs: {
    hold: UpdateDefinition<string, [Command]>;
    release: UpdateDefinition<string, [Command]>;
    abandon: UpdateDefinition<string, [Command]>;
  }): void {
    this.answer(verbs.hold, {
      description: 'Stop before the next stage.',
      act: (command) => void (this.pausedBy = command),
    });
    this.answer(verbs.release, {
      description: 'End a hold.',
      act: (command) => {
        if (this.pausedBy) this.pausedBy = undefined;
        // Said twice at once, the second must not lie there until it would release something else.
        else if (this.holding?.code !== 'OPERATOR_HOLD')
          this.order = { verb: 'release', command: { ...command } };
      },
    });
    this.answerAbandon(verbs.abandon);
  }

  /** `abandon`: running work is cancelled, and the workflow ends in its own words. */
  answerAbandon(abandon: UpdateDefinition<string, [Command]>): void {
    this.answer(abandon, {
      description: 'Give it up; what is archived stays archived.',
      act: (command) => {
        this.abandonedBy = command;
        this.scope.cancel();
      },
    });
  }

  /** Runs the story; `abandoned` when an operator gave it up, here or by cancelling the workflow in Temporal. */
  async conduct<T>(body: () => Promise<T>): Promise<T | 'abandoned'> {
    try {
      return await this.scope.run(body);
    } catch (error) {
      if (!isCancellation(error)) throw error;
      return 'abandoned';
    }
  }

  /** Whether it was given up, though the last work was done before it could be stopped. */
  get isGivenUp(): boolean {
    return this.scope.consideredCancelled;
  }

  /** The last word. The books are closed, and every command is recorded, even when Temporal cancels the workflow. */
  async finish(
    state: 'done' | 'abandoned',
    sentence: string,
    closeBooks: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      if (this.holding) await this.clear();
      this.stage = state;
      this.state = state;
      this.tell(sentence);
      showStage(state);
      await closeBooks();
      await condition(allHandlersFinished);
    });
  }

  /** Enters a stage; waits first if an operator said `hold`. */
  async enter(stage: Stage | 'receive', sentence: string): Promise<void> {
    if (this.stage !== stage || this.state === 'done') {
      this.stage = stage;
      this.since = Date.now();
      showStage(stage);
    }
    if (this.pausedBy) {
      const by = this.pausedBy;
      await this.announce({
        code: 'OPERATOR_HOLD',
        sentence: `${by.by} stopped it before '${stage}': ${by.why}`,
        details: [],
        workerLost: false,
      });
      await condition(() => this.pausedBy === undefined);
      await this.clear();
    }
    if (!this.holding) this.state = 'running';
    this.tell(sentence);
  }

  /** Says what is waited for, until when, and what happens then. */
  waits(
    sentence: string,
    options: {
      until?: number | undefined;
      then?: string;
      missing?: readonly string[];
      verbs?: readonly Verb[];
    } = {},
  ): void {
    if (!this.holding) this.state = 'waiting';
    this.offered = options.verbs ?? [];
    this.tell(sentence, options.until, options.then, options.missing);
  }

  /** Takes the command that was accepted last, if there is one. */
  takeOrder(): Order | undefined {
    const order = this.order;
    this.order = undefined;
    return order;
  }

  /** True while an accepted command is not yet acted on. */
  get ordered(): boolean {
    return this.order !== undefined;
  }

  get held(): Hold | undefined {
    return this.holding;
  }

  /**
   * Carries a stage out: what fails goes by the policy of its code. The engine has used up its retries when a failure
   * comes here; so the stage holds, and goes on by command, or by itself when the cause may have gone.
   * Throws StartOver when `retry` means the level's first stage.
   */
  async carryOut<T>(stage: Stage | 'receive', sentence: string, work: () => Promise<T>): Promise<T> {
    await this.enter(stage, sentence);
    let heldHere = false;
    for (let lost = 0; ;) {
      try {
        const result = await work();
        if (heldHere) await this.clear();
        return result;
      } catch (error) {
        if (isCancellation(error)) throw error;
        const failure = failureOf(error);
        if (failure.workerLost && ++lost < LOST_WORKERS_BEFORE_HOLD) continue;
        heldHere = true;
        const order = await this.holdUntilOrder(failure, ['retry', 'abandon']);
        if (order && startsOver(stage, failure.code)) {
          await this.clear();
          throw new StartOver();
        }
        this.state = 'running';
        this.tell(sentence);
      }
    }
  }

  /** Holds, tells people once, and waits for a command; undefined when the time to look again has come. */
  async holdUntilOrder(failure: Failure, verbs: readonly Verb[]): Promise<Order | undefined> {
    const again = looksAgain(failure.code) ? this.nextLook(failure.code) : undefined;
    await this.announce(failure, verbs, again);
    if (again === undefined) await condition(() => this.ordered);
    else await condition(() => this.ordered, Math.max(1, again - Date.now()), { summary: 'tries again' });
    return this.takeOrder();
  }

  /**
   * Writes a hold where people look: search attribute, details, ledger, one mail. The same hold again is written to the
   * ledger again, and is not news. It goes on while people are being told.
   */
  async announce(
    failure: Failure,
    verbs: readonly Verb[] = ['release', 'abandon'],
    again?: number,
  ): Promise<void> {
    const { code, sentence, details } = failure;
    const isNews = this.holding?.code !== code;
    const holding = { code, sentence, details, since: isNews ? Date.now() : this.holding!.since };
    const then = 'it is tried again by itself';
    this.offered = verbs;
    this.state = 'held';
    // A command that came while the stage was failing again is kept when it still makes sense.
    if (this.order && !verbs.includes(this.order.verb)) this.order = undefined;
    this.holding = holding;
    if (isNews) showHeld(code);
    this.tell(sentence, again, then);
    if (isNews) await this.news.end();
    else if (this.news.isOut) return;
    this.news.announce(this.pace, this.stage as Stage, holding, {
      verbs,
      ...(again !== undefined && { until: again, thenWhat: then }),
    });
  }

  /** True when the ledger may hear these details of the hold: it has heard others, and nothing is being told now. */
  mayTell(details: readonly string[]): boolean {
    return this.news.mayTell(details);
  }

  /** Ends a hold, in the ledger and in the search attribute. */
  async clear(): Promise<void> {
    const holding = this.holding;
    if (!holding) return;
    this.holding = undefined;
    this.state = 'running';
    showHeld(null);
    await this.news.end();
    await this.news.release(this.pace, this.stage as Stage, holding);
  }

  private nextLook(code: FailureCode): number {
    const now = Date.now();
    const age = this.holding?.code === code ? now - this.holding.since : 0;
    const { recheckMs } = this.pace;
    return now + Math.max(recheckMs, Math.min(age / 10, recheckMs * LONGEST_RECHECK_FACTOR));
  }

  private refusal(verb: Verb): string | undefined {
    const place = `at '${this.stage}' (${this.state})`;
    return refusalOf(
      verb,
      this.verbs(),
      `${this.subject.title} ${place}`,
      'Nothing can be done to it any more.',
    );
  }

  private verbs(): Verb[] {
    if (this.state === 'done' || this.state === 'abandoned' || this.abandonedBy) return [];
    if (this.pausedBy) return ['release', 'abandon'];
    const offered = this.state === 'held' || this.state === 'waiting' ? this.offered : [];
    const usual: Verb[] = this.state === 'held' ? ['abandon'] : ['hold', 'abandon'];
    return [...new Set([...offered, ...this.book.always, ...usual])].filter((verb) => this.book.has(verb));
  }

  private tell(sentence: string, until?: number, then?: string, missing: readonly string[] = []): void {
    this.sentence = sentence;
    this.until = until;
    this.next = until === undefined ? undefined : then;
    this.missing = missing;
    setCurrentDetails(storyMarkdown(this.story()));
  }

  private story(): Story {
    return {
      subject: this.subject.title,
      stage: this.stage,
      state: this.state,
      since: this.since,
      sentence: this.sentence,
      ...(this.until !== undefined && { until: this.until }),
      ...(this.next !== undefined && { then: this.next }),
      missing: this.missing,
      ...(this.holding && { hold: this.holding }),
      verbs: this.verbs(),
    };
  }
}
