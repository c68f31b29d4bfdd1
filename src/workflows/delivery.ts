import { condition, setHandler } from '@temporalio/workflow';
import type { LevelTask, ProductGranule } from '../activities/contract.js';
import { judgePan, type DeliveredGranule } from '../domain/acknowledgement.js';
import type { FailureCode } from '../domain/failures.js';
import { Desk } from './desk.js';
import {
  abandon,
  hold,
  panReceived,
  pdrdReceived,
  release,
  resubmit,
  retry,
  wait,
  type PanReceived,
  type PdrdReceived,
} from './messages.js';
import { deliveryActivities, persistentActivities } from './proxies.js';
import { workflowInfo } from '@temporalio/workflow';

/** A delivery: the level's task and what is to be delivered. */
export interface DeliveryInput {
  readonly task: LevelTask;
  readonly granules: readonly ProductGranule[];
}

type Answer =
  | { readonly kind: 'PAN'; readonly pan: PanReceived }
  | { readonly kind: 'PDRD'; readonly pdrd: PdrdReceived };

/** One PDR that was put out. */
interface Attempt {
  readonly pdr: string;
  readonly granules: readonly ProductGranule[];
  readonly deliveredAt: number;
  answered?: 'accepted' | 'refused';
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
  const key = { mission: task.mission, day: task.day, level: task.level };

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
  );
  await persistentActivities(task.pace, `the delivery is ${outcome}`).settleDelivery({
    ...key,
    pdrs: keeper.pdrs,
    state: outcome,
    at,
  });
  return outcome;
}

class DeliveryKeeper {
  private readonly attempts: Attempt[] = [];
  private readonly accepted = new Set<string>();
  private readonly answers: Answer[] = [];
  private readonly heard = new Set<string>();
  private refused: readonly string[] = [];
  private lateUntil: number | undefined;

  constructor(
    private readonly task: LevelTask,
    private readonly all: readonly ProductGranule[],
    private readonly desk: Desk,
  ) {
    // The same message may come by mail, by file and again after a restart: its id makes it one answer.
    const hear = (message: string, answer: Answer) => {
      if (this.heard.has(message)) return;
      this.heard.add(message);
      this.answers.push(answer);
    };
    setHandler(panReceived, (pan) => hear(pan.message, { kind: 'PAN', pan }), { description: 'A PAN came.' });
    setHandler(pdrdReceived, (pdrd) => hear(pdrd.message, { kind: 'PDRD', pdrd }), {
      description: 'A PDRD came.',
    });
    desk.answer(retry, 'Try the held stage again.');
    desk.answer(resubmit, 'Deliver again under a new PDR name.', ({ what }) => {
      if (what !== undefined && what !== 'all' && what !== 'failed') return "'what' is 'all' or 'failed'.";
      return what === 'failed' && this.refused.length === 0
        ? 'The DAAC has refused no single granule; resubmit all.'
        : undefined;
    });
    desk.answer(wait, 'Wait until a new deadline for the PAN.', ({ until }) => {
      const at = typeof until === 'string' ? Date.parse(until) : NaN;
      if (Number.isNaN(at))
        return "Say until when as an ISO time in UTC, for example 2026-11-23T12:00:00Z, in 'until'.";
      return at <= Date.now() ? `${until} is past; name a later time.` : undefined;
    });
    desk.answerAlways({ hold, release, abandon });
  }

  get pdrs(): string[] {
    return this.attempts.map((attempt) => attempt.pdr);
  }

  async deliver(granules: readonly ProductGranule[]): Promise<void> {
    const { task } = this;
    const at = Date.now();
    const serial = this.attempts.length + 1;
    const { pdr } = await this.desk.carryOut(
      'deliver',
      'It links the products into the delivery directory and writes the PDR.',
      () =>
        deliveryActivities(task.pace, `${granules.length} granules, PDR ${serial}`).deliver({
          mission: task.mission,
          day: task.day,
          level: task.level,
          version: task.version,
          granules,
          serial,
          at,
          times: task.delivery,
          workflowId: workflowInfo().workflowId,
        }),
    );
    this.refused = [];
    this.lateUntil = undefined;
    this.attempts.push({ pdr, granules, deliveredAt: at });
  }

  /** Waits for answers until every granule is accepted; holds on a refusal, a contradiction or silence. */
  async untilAccepted(): Promise<void> {
    while (this.accepted.size < this.all.length) {
      const answer = await this.nextAnswer();
      if (answer === 'silence') await this.chase();
      else await this.hear(answer);
    }
  }

  private get last(): Attempt {
    return this.attempts[this.attempts.length - 1]!;
  }

  private async nextAnswer(): Promise<Answer | 'silence'> {
    const { times, deliveredAt, pdr } = { times: this.task.delivery, ...this.last };
    const expected = deliveredAt + times.panExpectedMs;
    const now = Date.now();
    const until = this.lateUntil ?? expected;
    await this.desk.enter('await PAN', `It waits for the PAN of ${pdr}.`);
    this.desk.waits(`It waits for the PAN of ${pdr}.`, {
      until,
      then: this.lateUntil === undefined ? 'the DAAC is asked by mail' : 'it holds, and operators are told',
      verbs: ['wait', 'resubmit', 'abandon'],
    });
    const heard = await condition(
      () => this.answers.length > 0 || this.desk.ordered,
      Math.max(1, until - now),
      {
        summary: `PAN of ${pdr}`,
      },
    );
    const order = this.desk.takeOrder();
    if (order) {
      await this.obey(order.verb, order.command);
      return this.answers.shift() ?? this.nextAnswer();
    }
    return heard ? this.answers.shift()! : 'silence';
  }

  /** A PAN that is late is chased by one mail; later the delivery holds. */
  private async chase(): Promise<void> {
    const { task } = this;
    const { pdr, deliveredAt } = this.last;
    const lateBy = Date.now() - deliveredAt;
    if (this.lateUntil === undefined) {
      this.lateUntil = deliveredAt + task.delivery.panLateMs;
      await persistentActivities(task.pace, `asks for the PAN of ${pdr}`).chasePan({
        ...this.key(),
        pdr,
        deliveredAt,
        at: Date.now(),
        late: lateBy,
      });
      return;
    }
    await this.holdFor(
      'PAN_LATE',
      `${task.day} ${task.level}: no PAN has come for ${pdr}, delivered ${new Date(deliveredAt).toISOString()}.`,
      [],
    );
  }

  private async hear(answer: Answer): Promise<void> {
    return answer.kind === 'PAN' ? this.hearPan(answer.pan) : this.hearPdrd(answer.pdrd);
  }

  private async hearPan(pan: PanReceived): Promise<void> {
    const attempt = this.attempts.find((candidate) => candidate.pdr === pan.pdr) ?? this.last;
    const judgement = judgePan(attempt.granules.map(asDelivered), pan);
    const verdict = judgement.verdict === 'accepted' ? 'accepted' : 'refused';
    const earlier = attempt.answered;
    attempt.answered = verdict;
    if (earlier !== undefined && earlier !== verdict) {
      return this.contradiction(attempt, judgement.words, verdict);
    }
    const refused = new Set(judgement.refused);
    for (const granule of attempt.granules) {
      if (!refused.has(dataFile(granule))) this.accepted.add(dataFile(granule));
    }
    if (verdict === 'accepted') return;
    this.refused = judgement.refused;
    await this.answerNo(attempt, judgement.words.join('; '));
    await this.holdFor(
      judgement.code ?? 'PAN_FAILED',
      `${this.task.day} ${this.task.level}: the DAAC did not accept ${judgement.refused.length} of ${attempt.granules.length} granules of ${attempt.pdr}.`,
      judgement.words,
    );
  }

  private async hearPdrd(pdrd: PdrdReceived): Promise<void> {
    const attempt = this.attempts.find((candidate) => candidate.pdr === pdrd.pdr) ?? this.last;
    const words =
      pdrd.form === 'short'
        ? [pdrd.disposition]
        : pdrd.groups.map((group) => `${group.dataType}: ${group.disposition}`);
    if (attempt.answered === 'accepted') return this.contradiction(attempt, words, 'refused');
    attempt.answered = 'refused';
    await this.answerNo(attempt, words.join('; '));
    await this.holdFor(
      'PDRD_RECEIVED',
      `${this.task.day} ${this.task.level}: the DAAC refuses the PDR ${attempt.pdr} itself.`,
      words,
    );
  }

  private async contradiction(
    attempt: Attempt,
    words: readonly string[],
    lastWord: 'accepted' | 'refused',
  ): Promise<void> {
    const sentence = `${this.task.day} ${this.task.level}: the DAAC contradicts itself on ${attempt.pdr}; it said no and yes, and last ${lastWord === 'accepted' ? 'yes' : 'no'}.`;
    await this.holdFor('PAN_CONTRADICTS', sentence, words, lastWord === 'accepted' ? attempt : undefined);
  }

  private async answerNo(attempt: Attempt, disposition: string): Promise<void> {
    await persistentActivities(this.task.pace).recordAnswer({
      ...this.key(),
      pdr: attempt.pdr,
      state: 'failed',
      disposition,
      at: Date.now(),
    });
  }

  /** Holds until an operator decides, or until the DAAC itself says something new. Nothing is touched meanwhile. */
  private async holdFor(
    code: FailureCode,
    sentence: string,
    words: readonly string[],
    acceptedByRelease?: Attempt,
  ): Promise<void> {
    const { desk } = this;
    const verbs =
      code === 'PAN_CONTRADICTS'
        ? (['release', 'resubmit', 'abandon'] as const)
        : (['resubmit', 'wait', 'abandon'] as const);
    await desk.announce({ code, sentence, details: words, workerLost: false }, verbs);
    await condition(() => desk.ordered || this.answers.length > 0);
    const order = desk.takeOrder();
    if (!order) return; // The DAAC's new word is heard next, and decides whether the hold ends.
    await desk.clear();
    if (order.verb === 'release') {
      for (const granule of acceptedByRelease?.granules ?? []) this.accepted.add(dataFile(granule));
    } else {
      await this.obey(order.verb, order.command);
    }
  }

  private async obey(verb: string, command: Record<string, unknown>): Promise<void> {
    if (verb === 'resubmit') {
      const open = this.all.filter((granule) => !this.accepted.has(dataFile(granule)));
      const failed = open.filter((granule) => this.refused.includes(dataFile(granule)));
      await this.deliver(
        command['what'] === 'failed' && failed.length > 0
          ? failed
          : command['what'] === 'failed'
            ? open
            : this.all,
      );
    } else if (verb === 'wait') {
      this.lateUntil = Date.parse(String(command['until']));
    }
  }

  private key() {
    return { mission: this.task.mission, day: this.task.day, level: this.task.level };
  }
}

function dataFile(granule: ProductGranule): string {
  return asDelivered(granule).files[0] ?? granule.type;
}

function asDelivered(granule: ProductGranule): DeliveredGranule {
  return { type: granule.type, files: granule.files.map((path) => path.slice(path.lastIndexOf('/') + 1)) };
}
