import { condition, workflowInfo } from '@temporalio/workflow';
import type { LevelTask, ProductGranule } from '../activities/contract.js';
import { correctionProblem, type PdrCorrection } from '../domain/pdr-correction.js';
import { counted } from '../domain/words.js';
import { DaacSaid, dataFileOf, type Standing } from './daac-said.js';
import { badDeadline } from './deadline.js';
import { Desk, type Order } from './desk.js';
import { Errand } from './errand.js';
import { abandon, correct, hold, release, resubmit, retry, wait } from './messages.js';
import { deliveryActivities, persistentActivities } from './proxies.js';

const THEN_HOLDS = 'it holds, and operators are told';

/** A delivery: the level's task and what is to be delivered. */
export interface DeliveryInput {
  readonly task: LevelTask;
  readonly granules: readonly ProductGranule[];
}

/** The delivery of a level: PDR out, wait for the PAN, and let go only when the DAAC has accepted every granule. */
export async function delivery({ task, granules }: DeliveryInput): Promise<'accepted' | 'abandoned'> {
  const title = `${task.day} ${task.level} delivery`;
  const desk = new Desk(
    { title, mission: task.mission, day: task.day, level: task.level },
    'deliver',
    task.pace,
  );
  const keeper = new DeliveryKeeper(task, granules, desk);

  const outcome = await desk.conduct(async () => {
    await keeper.deliver(granules);
    await keeper.untilAccepted();
    return 'accepted' as const;
  });
  const at = Date.now();
  await desk.finish(
    outcome === 'accepted' ? 'done' : 'abandoned',
    outcome === 'accepted'
      ? 'The DAAC has accepted every granule.'
      : 'It was given up; the DAAC has not accepted it.',
    () => keeper.settle(outcome, at),
  );
  return outcome;
}

class DeliveryKeeper {
  private readonly said: DaacSaid;
  private readonly chasing = new Errand();
  private lateUntil: number | undefined;
  /** What an operator corrected in the PDR; it stays corrected in every later one of this delivery. */
  private correction: PdrCorrection | undefined;

  constructor(
    private readonly task: LevelTask,
    private readonly all: readonly ProductGranule[],
    private readonly desk: Desk,
  ) {
    this.said = new DaacSaid(task);
    desk.answer(retry, { description: 'Try the held stage again.' });
    desk.answer(resubmit, {
      description: 'Deliver again under a new PDR name.',
      check: ({ what }) => {
        if (what !== undefined && what !== 'all' && what !== 'failed') return "'what' is 'all' or 'failed'.";
        return what === 'failed' && this.said.refused.length === 0
          ? 'The DAAC has refused no single granule; resubmit all.'
          : undefined;
      },
    });
    desk.answer(correct, {
      description: 'Deliver again with fields of the PDR corrected.',
      check: ({ fields }) => correctionProblem(fields),
    });
    desk.answer(wait, {
      description: 'Wait until a new deadline for the PAN.',
      check: ({ until }) => badDeadline(until, Date.now(), this.said.standing ? undefined : this.expected),
    });
    desk.answerAlways({ hold, release, abandon });
  }

  async deliver(granules: readonly ProductGranule[]): Promise<void> {
    const { task } = this;
    const at = Date.now();
    const serial = this.said.attempts.length + 1;
    const { pdr } = await this.desk.carryOut(
      'deliver',
      'It links the products into the delivery directory and writes the PDR.',
      () =>
        deliveryActivities(task.pace, `${counted(granules.length, 'granule')}, PDR ${serial}`).deliver({
          ...this.key(),
          version: task.version,
          granules,
          serial,
          at,
          times: task.delivery,
          workflowId: workflowInfo().workflowId,
          ...(this.correction && { correction: this.correction }),
        }),
    );
    this.said.refused = [];
    this.lateUntil = undefined;
    // Not `at`: a full disk may have held it for days, and the DAAC has seen nothing of it.
    this.said.attempts.push({ pdr, granules, deliveredAt: Date.now() });
  }

  /** Waits for answers until every granule is accepted; holds on a refusal, a contradiction or silence. */
  async untilAccepted(): Promise<void> {
    for (;;) {
      const answer = this.said.answers.shift();
      // What came together is heard to the end: the last word may take back the first.
      if (answer) await this.said.hear(answer);
      else if (this.said.accepted.size >= this.all.length) return;
      else if (this.said.standing) await this.untilDecided(this.said.standing);
      else await this.untilAnswered();
    }
  }

  /** Closes the books of the delivery. */
  async settle(state: 'accepted' | 'abandoned', at: number): Promise<void> {
    await this.chasing.end();
    await persistentActivities(this.task.pace, `the delivery is ${state}`).settleDelivery({
      ...this.key(),
      pdrs: this.said.attempts.map(({ pdr }) => pdr),
      accepted: this.said.attempts.filter(({ answered }) => answered === 'accepted').map(({ pdr }) => pdr),
      state,
      at,
    });
  }

  /** Until when the PAN of the last PDR is waited for. */
  private get expected(): number {
    return this.lateUntil ?? this.said.last.deliveredAt + this.task.delivery.panExpectedMs;
  }

  private async untilAnswered(): Promise<void> {
    const { desk } = this;
    const { pdr } = this.said.last;
    await desk.enter('await PAN', `It waits for the PAN of ${pdr}.`);
    const until = this.expected;
    desk.waits(`It waits for the PAN of ${pdr}.`, {
      until,
      then: this.lateUntil === undefined ? 'the DAAC is asked by mail' : THEN_HOLDS,
      verbs: ['wait', 'resubmit', 'abandon'],
    });
    const heard = await condition(
      () => this.said.answers.length > 0 || desk.ordered,
      Math.max(1, until - Date.now()),
      { summary: `PAN of ${pdr}` },
    );
    const order = desk.takeOrder();
    if (order) await this.obey(order);
    else if (!heard) await this.chase();
  }

  /** A PAN that is late is chased by one mail; later the delivery holds. The PAN is listened for meanwhile. */
  private async chase(): Promise<void> {
    const { task } = this;
    const { pdr, deliveredAt } = this.said.last;
    const { panExpectedMs, panLateMs } = task.delivery;
    const at = Date.now();
    if (this.lateUntil === undefined) {
      // A station that was off when the PAN was due gives the DAAC the same time to answer.
      const until = Math.max(deliveredAt + panLateMs, at + panLateMs - panExpectedMs);
      this.lateUntil = until;
      this.chasing.send(() =>
        persistentActivities(task.pace, `asks for the PAN of ${pdr}`).chasePan({
          ...this.key(),
          pdr,
          deliveredAt,
          at,
          late: at - deliveredAt,
          until,
        }),
      );
      return;
    }
    this.said.standing = {
      code: 'PAN_LATE',
      sentence: `${this.title}: no PAN has come for ${pdr}, delivered ${new Date(deliveredAt).toISOString()}.`,
      words: [],
      verbs: ['resubmit', 'wait', 'abandon'],
    };
  }

  /** Holds until an operator decides, or until the DAAC itself says something new. Nothing is touched meanwhile. */
  private async untilDecided(standing: Standing): Promise<void> {
    const { desk } = this;
    const { code, sentence, words, verbs } = standing;
    await this.chasing.end();
    await desk.announce({ code, sentence, details: words, workerLost: false }, verbs);
    await condition(() => desk.ordered || this.said.answers.length > 0);
    const order = desk.takeOrder();
    if (!order) return; // The DAAC's new word is heard next, and decides whether the hold ends.
    this.said.standing = undefined;
    await desk.clear();
    if (order.verb === 'release') this.said.standing = standing.release?.();
    else await this.obey(order);
  }

  private async obey({ verb, command }: Order): Promise<void> {
    if (verb === 'resubmit') {
      const open = this.all.filter((granule) => !this.said.accepted.has(dataFileOf(granule)));
      const failed = open.filter((granule) => this.said.refused.includes(dataFileOf(granule)));
      const wanted = failed.length > 0 ? failed : open;
      await this.deliver(command['what'] === 'failed' && wanted.length > 0 ? wanted : this.all);
    } else if (verb === 'correct') {
      this.correction = { ...this.correction, ...(command['fields'] as PdrCorrection) };
      await this.deliver(this.all.filter((granule) => !this.said.accepted.has(dataFileOf(granule))));
    } else if (verb === 'wait') {
      this.lateUntil = Date.parse(String(command['until']));
      await persistentActivities(this.task.pace, 'waits longer').noteWaiting({
        ...this.key(),
        sentence: `It waits for the PAN of ${this.said.last.pdr}.`,
        until: this.lateUntil,
        thenWhat: THEN_HOLDS,
      });
    }
  }

  private get title(): string {
    return `${this.task.day} ${this.task.level}`;
  }

  private key() {
    return { mission: this.task.mission, day: this.task.day, level: this.task.level };
  }
}
