import { condition, setHandler } from '@temporalio/workflow';
import type { LevelTask, Waiver } from '../activities/contract.js';
import { granuleWords } from '../domain/granule.js';
import { judgeReadiness, type InputPlan, type Readiness } from '../domain/readiness.js';
import { badDeadline } from './deadline.js';
import type { Desk } from './desk.js';
import { gapKnown, inputArchived, proceed, wait } from './messages.js';
import { mainActivities } from './proxies.js';
import { counted, isOrAre } from '../domain/words.js';

/** A known gap holds what the level needs: there is nothing to make. */
export class NothingToMake extends Error {}

/**
 * Waits until a level may start. Signals say what was archived; when they say that it is enough, the archive itself is
 * asked, because only it is the truth. A deadline that passes with required granules missing holds the level; their late
 * arrival releases that hold.
 */
export class InputGate {
  private readonly present = new Set<string>();
  private readonly waived = new Set<string>();
  /** What operators decided to go without, decision by decision. */
  readonly waivers: Waiver[] = [];
  private readonly gaps: Set<string>;
  private extendedTo: number | undefined;
  private completeSince: number | undefined;
  private changes = 0;
  /** What was known when the archive was asked last. */
  private looked = -1;

  constructor(
    private readonly task: LevelTask,
    private readonly desk: Desk,
  ) {
    this.gaps = new Set(task.inputs.gaps);
    setHandler(
      gapKnown,
      (message) => {
        const known = new Set(task.inputs.rules.flatMap((rule) => rule.granules));
        for (const key of Array.isArray(message?.granules) ? message.granules : [])
          if (known.has(String(key))) this.gaps.add(String(key));
        this.changes += 1;
      },
      { description: 'Granules were never made.' },
    );
    setHandler(
      inputArchived,
      (message) => {
        for (const key of Array.isArray(message?.granules) ? message.granules : [])
          this.present.add(String(key));
        this.changes += 1;
      },
      { description: 'Granules are in the archive.' },
    );
    desk.answer(proceed, {
      description: 'Go on without the named granules.',
      check: ({ without }) => {
        const absent = new Set([...this.judge().missing, ...this.judge().wished]);
        if (!Array.isArray(without) || without.length === 0)
          return `Name the granules to go without: ${[...absent].join(', ')}.`;
        const foreign = without.filter((key) => !absent.has(key));
        if (foreign.length > 0)
          return `Not missing: ${foreign.join(', ')}. Missing are ${[...absent].join(', ')}.`;
        return undefined;
      },
      act: ({ without, by, why }) => {
        without.forEach((key) => this.waived.add(key));
        this.waivers.push({ by, why, at: Date.now(), granules: without });
        this.changes += 1;
      },
    });
    desk.answer(wait, {
      description: 'Wait until a new deadline.',
      check: ({ until }) => badDeadline(until, Date.now(), this.judge().until),
      act: ({ until }) => {
        this.extendedTo = Date.parse(until);
        this.changes += 1;
      },
    });
  }

  /** The granules that an operator decided to go without. */
  get without(): string[] {
    return [...this.waived];
  }

  /** The rules, with what is known of gaps by now. */
  private get plan(): InputPlan {
    return { ...this.task.inputs, gaps: [...this.gaps] };
  }

  /** Returns when the level may start. Throws NothingToMake. */
  async open(): Promise<void> {
    const { task, desk } = this;
    await desk.enter('await inputs', 'It looks at the archive.');
    for (;;) {
      await this.lookAtArchive();
      const verdict = this.takeStock();
      if (verdict.state === 'ready') {
        if (this.looked === this.changes) break;
        continue; // Something was signalled while the archive was being read: only the archive is the truth.
      }
      if (verdict.state === 'void') {
        if (desk.held) await desk.clear();
        throw new NothingToMake();
      }
      if (verdict.state === 'overdue') {
        await desk.announce(
          {
            code: 'MISSING_INPUT',
            sentence: `${task.day} ${task.level}: the deadline has passed and ${counted(verdict.missing.length, 'required granule')} ${isOrAre(verdict.missing.length)} missing (${verdict.here} of ${verdict.of} are here).`,
            details: verdict.missing.map(granuleWords),
            workerLost: false,
          },
          ['proceed', 'wait', 'abandon'],
        );
      } else if (desk.held) {
        await desk.clear();
      }
      await this.untilItMatters();
    }
    if (desk.held) await desk.clear();
  }

  private async lookAtArchive(): Promise<void> {
    const before = this.changes;
    const { completeSince, extendedTo } = this;
    const { present } = await this.desk.carryOut('await inputs', 'It looks at the archive.', () =>
      mainActivities(this.task.pace, 'which inputs are in the archive').assessInputs({
        task: { ...this.task, inputs: this.plan },
        waived: this.without,
        ...(completeSince !== undefined && { completeSince }),
        ...(extendedTo !== undefined && { extendedTo }),
      }),
    );
    // What was signalled while the archive was being read may be newer than the answer: it stays.
    if (this.changes === before) this.present.clear();
    for (const key of present) this.present.add(key);
    this.looked = before;
  }

  /** Waits while nothing that arrives changes the verdict; keeps the details true meanwhile. */
  private async untilItMatters(): Promise<void> {
    for (;;) {
      const seen = this.changes;
      const verdict = this.takeStock();
      if (verdict.state === 'ready' || verdict.state === 'void') return;
      if (verdict.state === 'overdue' && !this.desk.held) return;
      if (verdict.state !== 'overdue' && this.desk.held) return;
      // What has arrived since people were told is no longer missing.
      const isNews = () =>
        verdict.state === 'overdue' && this.desk.mayTell(verdict.missing.map(granuleWords));
      if (isNews()) return;
      this.tell(verdict);
      const wakes = () => this.changes !== seen || isNews();
      if (verdict.until === undefined) await condition(wakes);
      else if (
        !(await condition(wakes, Math.max(1, verdict.until - Date.now()), { summary: 'deadline of inputs' }))
      )
        return;
    }
  }

  private tell(verdict: Readiness): void {
    const { missing, wished, here, of } = verdict;
    const names = [...missing, ...wished];
    const count = `${here} of ${of} granules are here`;
    if (verdict.state === 'grace') {
      this.desk.waits(`It could start, and waits for ${names.map(granuleWords).join(', ')} (${count}).`, {
        until: verdict.until,
        then: 'it starts without them',
        missing: names,
        verbs: ['proceed', 'wait'],
      });
    } else if (verdict.state === 'overdue') {
      this.desk.waits(
        `The deadline has passed; ${counted(missing.length, 'required granule')} ${isOrAre(missing.length)} missing (${count}).`,
        {
          missing: names,
          verbs: ['proceed', 'wait', 'abandon'],
        },
      );
    } else {
      this.desk.waits(`It waits for ${counted(missing.length, 'required granule')} (${count}).`, {
        until: verdict.until,
        then: 'it holds, and operators are told which granules are missing',
        missing: names,
        verbs: ['proceed', 'wait'],
      });
    }
  }

  /** Judges, and keeps since when the required granules are complete: the grace time runs from there. */
  private takeStock(): Readiness {
    const verdict = this.judge();
    this.completeSince = verdict.missing.length > 0 ? undefined : (this.completeSince ?? Date.now());
    return verdict;
  }

  /** Changes nothing: the checks of commands ask too, and the engine doesn't repeat these in a replay. */
  private judge(): Readiness {
    const { plan, present, waived, completeSince, extendedTo } = this;
    return judgeReadiness(plan, present, waived, Date.now(), completeSince, extendedTo);
  }
}
