import type { LevelTask, ProductGranule, QaOutcome, Staged } from '../activities/contract.js';
import { durationText } from '../domain/duration.js';
import { InputGate, NothingToMake } from './await-inputs.js';
import { Desk, StartOver, type Order } from './desk.js';
import { failureOf } from './failure-of.js';
import { abandon, accept, hold, reject, release, retry } from './messages.js';
import { mainActivities, persistentActivities, processingActivities } from './proxies.js';

/** Runs that may be lost before somebody has to look at the machine. */
const MOST_LOST_RUNS = 10;

/** What a level hands to its delivery. */
export interface LevelOutcome {
  /** `void`: a known gap holds all that it needs. */
  readonly state: 'archived' | 'abandoned' | 'void';
  readonly granules: readonly ProductGranule[];
}

/** One level of a product day: await inputs, stage, run, QA, archive. Delivery is a workflow of its own. */
export async function level(task: LevelTask): Promise<LevelOutcome> {
  const title = `${task.day} ${task.level}`;
  const desk = new Desk(
    { title, mission: task.mission, day: task.day, level: task.level },
    'await inputs',
    task.pace,
  );
  desk.answer(retry, { description: 'Try the held stage again.' });
  desk.answer(accept, {
    description: 'Take the products as they are, whatever QA says.',
    check: ({ flag }) =>
      flag === undefined || flag === 'Passed' || flag === 'Suspect'
        ? undefined
        : "'flag' is 'Passed' or 'Suspect'.",
  });
  desk.answer(reject, { description: 'Flag the products as Failed; they are not archived.' });
  desk.answerAlways({ hold, release, abandon });
  const gate = new InputGate(task, desk);
  const work = new LevelWork(task, desk, gate);

  const granules = await desk.conduct(async () => {
    for (;;) {
      try {
        await gate.open();
        const staged = await work.stage();
        await work.run(staged);
        const verdict = await work.quality();
        return await work.archive(verdict);
      } catch (error) {
        if (error instanceof NothingToMake) return 'void';
        if (!(error instanceof StartOver)) throw error;
      }
    }
  });

  if (typeof granules === 'string' || desk.isGivenUp) {
    const isVoid = granules === 'void' && !desk.isGivenUp;
    const sentence = isVoid
      ? 'There is nothing to make: its inputs lie in a known gap.'
      : 'It was given up; what is archived stays archived.';
    await desk.finish('abandoned', sentence, () =>
      persistentActivities(task.pace, 'the level is given up').abandonLevel({
        mission: task.mission,
        day: task.day,
        level: task.level,
        at: Date.now(),
        ...(isVoid && { sentence }),
      }),
    );
    return { state: isVoid ? 'void' : 'abandoned', granules: [] };
  }
  await desk.finish('done', `${granules.length} product granules are archived and handed to delivery.`);
  return { state: 'archived', granules };
}

/** The stages of a level after its inputs are there. */
class LevelWork {
  private runNumber: number;

  constructor(
    private readonly task: LevelTask,
    private readonly desk: Desk,
    private readonly gate: InputGate,
  ) {
    this.runNumber = task.runsBefore ?? 0;
  }

  stage(): Promise<Staged> {
    this.runNumber += 1;
    return this.desk.carryOut(
      'stage',
      'It links the inputs into the staging directory and writes the PCF.',
      () =>
        mainActivities(this.task.pace, `stage, run ${this.runNumber}`).stageLevel({
          task: this.task,
          waived: this.gate.without,
          waivers: this.gate.waivers,
          run: this.runNumber,
        }),
    );
  }

  /** A processor that crashes or hangs is run anew as often as the mission says, each time as a run of its own. */
  run(staged: Staged): Promise<unknown> {
    const limit = durationText(this.task.timeLimitMs);
    let failures = 0;
    let lost = 0;
    const sentence = `${this.task.level}Processor ${this.task.version} runs; its time limit is ${limit}.`;
    return this.desk.carryOut('run', sentence, async () => {
      for (;;) {
        try {
          return await processingActivities(
            this.task.pace,
            `${this.task.level}Processor ${this.task.version}, run ${this.runNumber}`,
          ).runProcessor({
            task: this.task,
            run: this.runNumber,
            digest: staged.digest,
          });
        } catch (error) {
          const { code } = failureOf(error);
          // A run that was lost (the machine was restarted, the station was stopped) says nothing against the processor.
          if (code === 'PROCESSOR_LOST') lost += 1;
          else if (code === 'PROCESSOR_FAILED' || code === 'PROCESSOR_TIMEOUT') failures += 1;
          else throw error;
          if (failures >= this.task.runAttempts || lost > MOST_LOST_RUNS) throw error;
          this.runNumber += 1;
        }
      }
    });
  }

  async quality(): Promise<QaOutcome> {
    const { task, desk } = this;
    const outcome = await desk.carryOut('QA', 'It measures the products.', () =>
      processingActivities(task.pace, `QA of run ${this.runNumber}`).assureQuality({
        task,
        run: this.runNumber,
      }),
    );
    const mustBeLookedAt =
      outcome.verdict === 'Failed' || (outcome.verdict === 'Suspect' && task.suspect === 'hold');
    return mustBeLookedAt ? this.untilJudged(outcome) : outcome;
  }

  /** Holds until an operator accepts the products, or has them made again. A rejection is written down, and changes nothing else. */
  private async untilJudged(measured: QaOutcome): Promise<QaOutcome> {
    const { task, desk } = this;
    for (let outcome = measured; ;) {
      const failed = outcome.verdict === 'Failed';
      const order = await desk.holdUntilOrder(
        {
          code: failed ? 'QA_FAILED' : 'QA_SUSPECT',
          sentence: `${task.day} ${task.level}: QA says ${outcome.verdict}. ${outcome.explanation}`,
          details: outcome.reasons,
          workerLost: false,
        },
        ['accept', 'reject', 'retry', 'abandon'],
      );
      if (order?.verb === 'accept' || order?.verb === 'reject') outcome = await this.decide(outcome, order);
      if (order?.verb === 'reject') continue;
      await desk.clear();
      if (order?.verb !== 'accept') throw new StartOver();
      return outcome;
    }
  }

  private decide(outcome: QaOutcome, { verb, command }: Order): Promise<QaOutcome> {
    const flag = verb === 'reject' ? 'Failed' : command['flag'] === 'Passed' ? 'Passed' : 'Suspect';
    return persistentActivities(this.task.pace, `${verb}: ${flag}`).decideQuality({
      task: this.task,
      run: this.runNumber,
      outcome,
      decision: {
        verb: verb === 'reject' ? 'reject' : 'accept',
        flag,
        by: command.by,
        why: command.why,
        at: Date.now(),
      },
    });
  }

  archive(verdict: QaOutcome): Promise<readonly ProductGranule[]> {
    return this.desk.carryOut(
      'archive',
      'It checks the products against the product table and archives them.',
      () =>
        mainActivities(this.task.pace, `archive the products: QA ${verdict.verdict}`).archiveProducts({
          task: this.task,
          run: this.runNumber,
          verdict,
        }),
    );
  }
}
