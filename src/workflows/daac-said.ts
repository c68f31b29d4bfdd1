import { log, setHandler } from '@temporalio/workflow';
import type { LevelTask, ProductGranule } from '../activities/contract.js';
import { judgePan, type DeliveredGranule } from '../domain/acknowledgement.js';
import type { FailureCode } from '../domain/failures.js';
import type { Verb } from '../domain/story.js';
import { counted } from '../domain/words.js';
import { panAnswer, pdrdAnswer, type Answer } from './answers.js';
import { panReceived, pdrdReceived, type PanReceived, type PdrdReceived } from './messages.js';
import { persistentActivities } from './proxies.js';

/** One PDR that was put out. */
export interface Attempt {
  readonly pdr: string;
  readonly granules: readonly ProductGranule[];
  readonly deliveredAt: number;
  answered?: 'accepted' | 'refused';
}

/** What a delivery is held for until an operator decides; `release` is what that verb means for it. */
export interface Standing {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly words: readonly string[];
  readonly verbs: readonly Verb[];
  readonly release?: () => Standing | undefined;
}

/** What the DAAC has said of the PDRs of a delivery, and how the delivery stands by it. */
export class DaacSaid {
  readonly attempts: Attempt[] = [];
  /** The granules that it has accepted, and those that it refused last, by their first file. */
  readonly accepted = new Set<string>();
  refused: readonly string[] = [];
  /** What came and is not yet heard. */
  readonly answers: Answer[] = [];
  standing: Standing | undefined;
  private readonly heard = new Set<string>();

  constructor(private readonly task: LevelTask) {
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
  }

  /** The PDR that was put out last. */
  get last(): Attempt {
    return this.attempts[this.attempts.length - 1]!;
  }

  /** Takes a word of the DAAC: what is accepted, what is refused, and what has to be decided. */
  async hear(answer: Answer): Promise<void> {
    return answer.kind === 'PAN' ? this.hearPan(answer.pan) : this.hearPdrd(answer.pdrd);
  }

  private async hearPan(pan: PanReceived): Promise<void> {
    const attempt = this.attempts.find((candidate) => candidate.pdr === pan.pdr) ?? this.last;
    const judgement = judgePan(attempt.granules.map(asDelivered), pan);
    if (judgement.verdict === 'accepted') return this.hearYes(attempt);
    const refused = new Set(judgement.refused);
    const taken = attempt.granules.filter((granule) => !refused.has(dataFileOf(granule)));
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
      for (const granule of attempt.granules) this.accepted.add(dataFileOf(granule));
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
      if (taken.includes(granule)) this.accepted.add(dataFileOf(granule));
      else if (earlier === 'accepted') this.accepted.delete(dataFileOf(granule));
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

  private get title(): string {
    return `${this.task.day} ${this.task.level}`;
  }

  private key() {
    return { mission: this.task.mission, day: this.task.day, level: this.task.level };
  }
}

/** The name of a granule's first file, by which the DAAC's answers name it. */
export function dataFileOf(granule: ProductGranule): string {
  return asDelivered(granule).files[0] ?? granule.type;
}

function asDelivered(granule: ProductGranule): DeliveredGranule {
  return { type: granule.type, files: granule.files.map((path) => path.slice(path.lastIndexOf('/') + 1)) };
}
