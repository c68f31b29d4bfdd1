import { condition, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { LevelTask, ProductGranule } from '../activities/contract.js';
import { judgePan, type DeliveredGranule } from '../domain/acknowledgement.js';
import type { FailureCode } from '../domain/failures.js';
import { correctionProblem, type PdrCorrection } from '../domain/pdr-correction.js';
import type { Verb } from '../domain/story.js';
import { counted } from '../domain/words.js';
import { panAnswer, pdrdAnswer, type Answer } from './answers.js';
import { badDeadline } from './deadline.js';
import { Desk, type Order } from './desk.js';
import { Errand } from './errand.js';
import {
  abandon,
  correct,
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

const THEN_HOLDS = 'it holds, and operators are told';

/** A delivery: the level's task and what is to be delivered. */
export interface DeliveryInput {
  readonly task: LevelTask;
  readonly granules: readonly ProductGranule[];
}

/** One PDR that was put out. */
interface Attempt {
  readonly pdr: string;
  readonly granules: readonly ProductGranule[];
  readonly deliveredAt: number;
  answered?: 'accepted' | 'refused';
}

/** What a delivery is held for until an operator decides; `release` is what that verb means for it. */
interface Standing {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly words: readonly string[];
  readonly verbs: readonly Verb[];
  readonly release?: () => Standing | undefined;
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
  private readonly attempts: Attempt[] = [];
  private readonly accepted = new Set<string>();
  private readonly answers: Answer[] = [];
  private readonly heard = new Set<string>();
  private readonly chasing = new Errand();
  private standing: Standing | undefined;
  private refused: readonly string[] = [];
  private lateUntil: number | undefined;
  /** What an operator corrected in the PDR; it stays corrected in every later one of this delivery. */
  private correction: PdrCorrection | undefined;

  constructor(
    private readonly task: LevelTask,
    private readonly all: readonly ProductGranule[],
    private readonly desk: Desk,
  ) {
    // The same message may come by mail, by file and again after a restart: its id makes it one answer.
    const hear = (answer: Answer | undefined) => {
      if (!answer) return log.warn('a signal that is no PAN and no PDRD was passed over');
      const { message } = answer.kind === 'PAN' ? answer.pan : answer.pdrd;
      if (this.heard.has(message)) return;
      this.heard.add(message);
      this.answers.push(answer);
    };
    setHandler(panReceived, (pan) => hear(panAnswer(pan)), { description: 'A PAN came.' });
    setHandler(pdrdReceived, (pdrd) => hear(pdrdAnswer(pdrd)), { description: 'A PDRD came.' });
    desk.answer(retry, { description: 'Try the held stage again.' });
    desk.answer(resubmit, {
      description: 'Deliver again under a new PDR name.',
      check: ({ what }) => {
        if (what !== undefined && what !== 'all' && what !== 'failed') return "'what' is 'all' or 'failed'.";
        return what === 'failed' && this.refused.length === 0
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
      check: ({ until }) => badDeadline(until, Date.now(), this.standing ? undefined : this.expected),
    });
    desk.answerAlways({ hold, release, abandon });
  }

  async deliver(granules: readonly ProductGranule[]): Promise<void> {
    const { task } = this;
    const at = Date.now();
    const serial = this.attempts.length + 1;
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
    this.refused = [];
    this.lateUntil = undefined;
    // Not `at`: a full disk may have held it for days, and the DAAC has seen nothing of it.
    this.attempts.push({ pdr, granules, deliveredAt: Date.now() });
  }

  /** Waits for answers until every granule is accepted; holds on a refusal, a contradiction or silence. */
  async untilAccepted(): Promise<void> {
    for (;;) {
      const answer = this.answers.shift();
      // What came together is heard to the end: the last word may take back the first.
      if (answer) await this.hear(answer);
      else if (this.accepted.size >= this.all.length) return;
      else if (this.standing) await this.untilDecided(this.standing);
      else await this.untilAnswered();
    }
  }

  /** Closes the books of the delivery. */
  async settle(state: 'accepted' | 'abandoned', at: number): Promise<void> {
    await this.chasing.end();
    await persistentActivities(this.task.pace, `the delivery is ${state}`).settleDelivery({
      ...this.key(),
      pdrs: this.attempts.map(({ pdr }) => pdr),
      accepted: this.attempts.filter(({ answered }) => answered === 'accepted').map(({ pdr }) => pdr),
      state,
      at,
    });
  }

  private get last(): Attempt {
    return this.attempts[this.attempts.length - 1]!;
  }

  /** Until when the PAN of the last PDR is waited for. */
  private get expected(): number {
    return this.lateUntil ?? this.last.deliveredAt + this.task.delivery.panExpectedMs;
  }

  private async untilAnswered(): Promise<void> {
    const { desk } = this;
    const { pdr } = this.last;
    await desk.enter('await PAN', `It waits for the PAN of ${pdr}.`);
    const until = this.expected;
    desk.waits(`It waits for the PAN of ${pdr}.`, {
      until,
      then: this.lateUntil === undefined ? 'the DAAC is asked by mail' : THEN_HOLDS,
      verbs: ['wait', 'resubmit', 'abandon'],
    });
    const heard = await condition(
      () => this.answers.length > 0 || desk.ordered,
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
    const { pdr, deliveredAt } = this.last;
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
    this.standing = {
      code: 'PAN_LATE',
      sentence: `${this.title}: no PAN has come for ${pdr}, delivered ${new Date(deliveredAt).toISOString()}.`,
      words: [],
      verbs: ['resubmit', 'wait', 'abandon'],
    };
  }

  private async hear(answer: Answer): Promise<void> {
    return answer.kind === 'PAN' ? this.hearPan(answer.pan) : this.hearPdrd(answer.pdrd);
  }

  private async hearPan(pan: PanReceived): Promise<void> {
    const attempt = this.attempts.find((candidate) => candidate.pdr === pan.pdr) ?? this.last;
    const judgement = judgePan(attempt.granules.map(asDelivered), pan);
    if (judgement.verdict === 'accepted') return this.hearYes(attempt);
    const refused = new Set(judgement.refused);
    const taken = attempt.granules.filter((granule) => !refused.has(dataFile(granule)));
    await this.hearNo(attempt, judgement.refused, taken, {
      code: judgement.code ?? 'PAN_FAILED',
      sentence: `${this.title}: the DAAC did not accept ${refused.size} of ${counted(attempt.granules.length, 'granule')} of ${attempt.pdr}.`,
      words: judgement.words,
    });
  }

  private async hearPdrd(pdrd: PdrdReceived): Promise<void> {
    const attempt = this.attempts.find((candidate) => candidate.pdr === pdrd.pdr) ?? this.last;
    const words =
      pdrd.form === 'short'
        ? [pdrd.disposition]
        : pdrd.groups.map((group) => `${group.dataType}: ${group.disposition}`);
    await this.hearNo(attempt, [], [], {
      code: 'PDRD_RECEIVED',
      sentence: `${this.title}: the DAAC refuses the PDR ${attempt.pdr} itself.`,
      words,
    });
  }

  private hearYes(attempt: Attempt): void {
    const earlier = attempt.answered;
    attempt.answered = 'accepted';
    const accept = () => {
      for (const granule of attempt.granules) this.accepted.add(dataFile(granule));
      return undefined;
    };
    if (earlier === 'refused') this.contradiction(attempt, 'yes', ['all files: SUCCESSFUL'], accept);
    else accept();
  }

  private async hearNo(
    attempt: Attempt,
    refused: readonly string[],
    taken: readonly ProductGranule[],
    what: Pick<Standing, 'code' | 'sentence' | 'words'>,
  ): Promise<void> {
    const earlier = attempt.answered;
    attempt.answered = 'refused';
    for (const granule of attempt.granules) {
      if (taken.includes(granule)) this.accepted.add(dataFile(granule));
      else if (earlier === 'accepted') this.accepted.delete(dataFile(granule));
    }
    const first: readonly Verb[] =
      what.code === 'PDRD_RECEIVED' ? ['correct', 'resubmit'] : ['resubmit', 'correct'];
    const standing: Standing = { ...what, verbs: [...first, 'abandon'] };
    await persistentActivities(this.task.pace, `the answer to ${attempt.pdr}`).recordAnswer({
      ...this.key(),
      pdr: attempt.pdr,
      state: 'failed',
      disposition: what.words.join('; '),
      at: Date.now(),
    });
    if (attempt === this.last || earlier === 'accepted') this.refused = refused;
    if (earlier === 'accepted') return this.contradiction(attempt, 'no', what.words, () => standing);
    // The answer to a PDR that was resubmitted meanwhile decides nothing: the later one is waited for.
    if (attempt === this.last) this.standing = standing;
  }

  private contradiction(
    attempt: Attempt,
    last: 'yes' | 'no',
    words: readonly string[],
    release: () => Standing | undefined,
  ): void {
    this.standing = {
      code: 'PAN_CONTRADICTS',
      sentence: `${this.title}: the DAAC contradicts itself on ${attempt.pdr}; it said no and yes, and last ${last}.`,
      words,
      verbs: ['release', 'resubmit', 'abandon'],
      release,
    };
  }

  /** Holds until an operator decides, or until the DAAC itself says something new. Nothing is touched meanwhile. */
  private async untilDecided(standing: Standing): Promise<void> {
    const { desk } = this;
    const { code, sentence, words, verbs } = standing;
    await this.chasing.end();
    await desk.announce({ code, sentence, details: words, workerLost: false }, verbs);
    await condition(() => desk.ordered || this.answers.length > 0);
    const order = desk.takeOrder();
    if (!order) return; // The DAAC's new word is heard next, and decides whether the hold ends.
    this.standing = undefined;
    await desk.clear();
    if (order.verb === 'release') this.standing = standing.release?.();
    else await this.obey(order);
  }

  private async obey({ verb, command }: Order): Promise<void> {
    if (verb === 'resubmit') {
      const open = this.all.filter((granule) => !this.accepted.has(dataFile(granule)));
      const failed = open.filter((granule) => this.refused.includes(dataFile(granule)));
      const wanted = failed.length > 0 ? failed : open;
      await this.deliver(command['what'] === 'failed' && wanted.length > 0 ? wanted : this.all);
    } else if (verb === 'correct') {
      this.correction = { ...this.correction, ...(command['fields'] as PdrCorrection) };
      await this.deliver(this.all.filter((granule) => !this.accepted.has(dataFile(granule))));
    } else if (verb === 'wait') {
      this.lateUntil = Date.parse(String(command['until']));
      await persistentActivities(this.task.pace, 'waits longer').noteWaiting({
        ...this.key(),
        sentence: `It waits for the PAN of ${this.last.pdr}.`,
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

function dataFile(granule: ProductGranule): string {
  return asDelivered(granule).files[0] ?? granule.type;
}

function asDelivered(granule: ProductGranule): DeliveredGranule {
  return { type: granule.type, files: granule.files.map((path) => path.slice(path.lastIndexOf('/') + 1)) };
}
