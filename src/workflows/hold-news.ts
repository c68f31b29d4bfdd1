import { workflowInfo } from '@temporalio/workflow';
import type { HoldNotice, Pace } from '../activities/contract.js';
import type { DataDay } from '../domain/data-day.js';
import type { Hold, Stage } from '../domain/story.js';
import { Errand } from './errand.js';
import { persistentActivities } from './proxies.js';

/** Whose desk it is. */
export interface Subject {
  readonly title: string;
  readonly mission: string;
  readonly day?: DataDay;
  readonly level?: string;
  readonly receiptKey?: string;
}

/** How people and the ledger hear of the holds of one workflow: one thing at a time, beside the work. */
export class HoldNews {
  private readonly announcement = new Errand();
  private told: readonly string[] = [];

  constructor(private readonly subject: Subject) {}

  /** Whether something is being told now. */
  get isOut(): boolean {
    return this.announcement.isOut;
  }

  /** True when the ledger may hear these details of the hold: it has heard others, and nothing is being told now. */
  mayTell(details: readonly string[]): boolean {
    return !this.isOut && this.told.join('\n') !== details.join('\n');
  }

  /** Returns when nothing is being told any more. */
  end(): Promise<void> {
    return this.announcement.end();
  }

  /** Begins to tell of a hold; nobody waits for it. */
  announce(
    pace: Pace,
    stage: Stage,
    hold: Hold,
    more: Pick<HoldNotice, 'verbs' | 'until' | 'thenWhat'>,
  ): void {
    const { code, details } = hold;
    this.told = details;
    this.announcement.send(() =>
      persistentActivities(pace, `held: ${code}`).announceHold({
        ...this.notice(stage, hold),
        details,
        ...more,
      }),
    );
  }

  /** Tells that a hold has ended. */
  release(pace: Pace, stage: Stage, hold: Hold): Promise<void> {
    return persistentActivities(pace, `no longer held: ${hold.code}`).announceRelease({
      ...this.notice(stage, hold),
      at: Date.now(),
    });
  }

  private notice(stage: Stage, hold: Hold): Omit<HoldNotice, 'verbs' | 'details'> {
    return {
      ...this.whose(),
      workflowId: workflowInfo().workflowId,
      subject: this.subject.title,
      stage,
      code: hold.code,
      sentence: hold.sentence,
      at: hold.since,
    };
  }

  private whose() {
    const { mission, day, level, receiptKey } = this.subject;
    return { mission, ...(day && { day }), ...(level && { level }), ...(receiptKey && { receiptKey }) };
  }
}
