/**
 * The contracts of the activities: what a stage is given and what it gives back. Workflows know activities by these
 * types alone. All values are plain JSON: names, counts, manifests; never contents of files.
 */
import type { DataDay } from '../domain/data-day.js';
import type { FailureCode } from '../domain/failures.js';
import type { InputPlan } from '../domain/readiness.js';
import type { PdrCorrection } from '../domain/pdr-correction.js';
import type { Command, Stage, Verb } from '../domain/story.js';
import type { DigestSent } from '../formats/digest.js';
import type { DistributionNotice } from '../formats/dn.js';

/** A product day of a mission. */
export interface DayKey {
  readonly mission: string;
  readonly day: DataDay;
}

/** One level of a product day. */
export interface LevelKey extends DayKey {
  readonly level: string;
}

/** The engine's pace for a mission, milliseconds. */
export interface Pace {
  readonly firstRetryMs: number;
  readonly attempts: number;
  readonly recheckMs: number;
  readonly heartbeatMs: number;
}

/** What a level of a day will do, decided when the day is opened. */
export interface LevelTask extends LevelKey {
  readonly version: string;
  readonly inputs: InputPlan;
  readonly pace: Pace;
  readonly runAttempts: number;
  readonly timeLimitMs: number;
  readonly suspect: 'accept' | 'hold';
  readonly delivery: DeliveryTimes;
  /** Runs that an earlier opening of the day began: their directories are not taken for those of this one. */
  readonly runsBefore?: number;
  /** How often the level of the day is made with this, from 1; absent means 1. */
  readonly edition?: number;
  /** The levels that need what this one makes. */
  readonly feeds?: readonly string[];
}

/** How long a delivery waits, milliseconds. */
export interface DeliveryTimes {
  readonly expiryMs: number;
  readonly panExpectedMs: number;
  readonly panLateMs: number;
}

/** The plan of a product day. A level that is already accepted is not in it. */
export interface DayPlan {
  readonly levels: readonly LevelTask[];
  readonly pace: Pace;
}

/** What was linked into the staging directory. */
export interface Staged {
  readonly inputs: number;
  readonly bytes: number;
  readonly digest: string;
}

/** What QA found. */
export interface QaOutcome {
  readonly verdict: 'Passed' | 'Suspect' | 'Failed';
  readonly explanation: string;
  readonly reasons: readonly string[];
}

/** What an operator decided of inputs that are missing. */
export interface Waiver extends Command {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly granules: readonly string[];
}

/** What an operator decided of the products of a run, against or with QA. */
export interface QaDecision extends Command {
  readonly verb: 'accept' | 'reject';
  readonly flag: 'Passed' | 'Suspect' | 'Failed';
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A granule of products in the archive: data file and its `.met`, by path relative to the archive. */
export interface ProductGranule {
  readonly type: string;
  readonly fileType: string;
  readonly files: readonly string[];
}

/** What an operator is told when something holds; also what the ledger keeps of it. */
export interface HoldNotice {
  readonly mission: string;
  readonly workflowId: string;
  readonly subject: string;
  readonly day?: DataDay;
  readonly level?: string;
  readonly receiptKey?: string;
  readonly stage: Stage | 'receive';
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  /** Epoch milliseconds; with the workflow id and the code the key of the notice: one mail per event. */
  readonly at: number;
  readonly verbs: readonly Verb[];
  /** When it looks again by itself, epoch milliseconds, and what that means. */
  readonly until?: number;
  readonly thenWhat?: string;
}

/** One intervention of an operator. `id` is the update id. */
export interface Intervention {
  readonly id: string;
  readonly mission: string;
  readonly workflowId: string;
  readonly day?: DataDay;
  readonly level?: string;
  /** One of the verbs; of a command that was refused, whatever it said. */
  readonly verb: string;
  readonly by: string;
  readonly why: string;
  readonly at: number;
  readonly detail: Record<string, unknown>;
  /** Why it was not carried out. */
  readonly refused?: string;
}

/** A DN as a receipt works on it. */
export interface ReceiptTask {
  readonly mission: string;
  readonly key: string;
  readonly notice: DistributionNotice;
  /** When the message came, epoch milliseconds. */
  readonly receivedAt: number;
  /** Files whose size an operator has said to be right. */
  readonly trusted?: readonly string[];
}

/** How the files of a DN stand. */
export interface Received {
  /** Names of files that now lie in overflow/complete (or are archived already). */
  readonly complete: readonly string[];
  readonly waiting: readonly string[];
  readonly incomplete: readonly { readonly name: string; readonly reason: string }[];
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/** What a sweep of pickup found. */
export interface Swept {
  readonly unmatched: number;
  readonly unannounced: number;
  /** Files that a later sweep has to look at again: too young to be judged. */
  readonly young: number;
}

/** Times of a receipt, milliseconds. */
export interface ReceiptPatience {
  readonly recheckMs: number;
  readonly reportMs: number;
  readonly patienceMs: number;
}

/** Stages and bookkeeping that need nothing special: the `sipstream` queue. */
export interface MainActivities {
  /** `why` is there when an operator opened the day: then it is an intervention like any other. */
  openDay(
    input: DayKey & {
      openedBy: string;
      at: number;
      why?: string;
      /** Only these levels; without it, all that are not accepted. */
      levels?: readonly string[];
    },
  ): Promise<DayPlan>;
  /** What a level will do when it is made again. Refused (RERUN_REFUSED) for a level that the mission does not have. */
  planRerun(input: LevelKey & { version?: string; at: number }): Promise<LevelTask>;
  closeDay(input: DayKey & { state: 'done' | 'abandoned'; at: number }): Promise<void>;
  /** Which of the planned granules are in the archive; also tells the ledger what is missing. */
  assessInputs(input: {
    task: LevelTask;
    waived: readonly string[];
    /** Until when an operator said to wait, and since when the required inputs are complete, epoch milliseconds. */
    extendedTo?: number;
    completeSince?: number;
  }): Promise<{ present: readonly string[] }>;
  stageLevel(input: {
    task: LevelTask;
    waived: readonly string[];
    waivers?: readonly Waiver[];
    run: number;
  }): Promise<Staged>;
  /** Writes an operator's word on the products of a run into their metadata and the ledger. */
  decideQuality(input: {
    task: LevelTask;
    run: number;
    outcome: QaOutcome;
    decision: QaDecision;
  }): Promise<QaOutcome>;
  archiveProducts(input: {
    task: LevelTask;
    run: number;
    verdict: QaOutcome;
  }): Promise<readonly ProductGranule[]>;
  abandonLevel(input: LevelKey & { at: number; sentence?: string }): Promise<void>;
  receiveFiles(input: ReceiptTask): Promise<Received>;
  archiveInputs(input: { task: ReceiptTask; names: readonly string[] }): Promise<readonly string[]>;
  closeReceipt(input: {
    mission: string;
    key: string;
    state: 'done' | 'abandoned';
    at: number;
  }): Promise<void>;
  sweepPickup(input: { mission: string }): Promise<Swept>;
  /** Mails the digest that ends at `to`, once. `from`: else since the last one that is a day old. Epoch milliseconds. */
  sendDigest(input: { mission: string; to: number; from?: number }): Promise<DigestSent>;
  startDay(input: DayKey & { openedBy: string }): Promise<void>;
  announceHold(notice: HoldNotice): Promise<void>;
  announceRelease(input: Omit<HoldNotice, 'verbs' | 'details'>): Promise<void>;
  recordIntervention(input: Intervention): Promise<void>;
  /** A level waits, until another time than the ledger says. */
  noteWaiting(input: LevelKey & { sentence: string; until: number; thenWhat: string }): Promise<void>;
}

/** What operators decide for the mission as a whole. Each answers a sentence, and throws an OperationsError that refuses. */
export interface OperationsActivities {
  recordGap(
    input: Command & {
      mission: string;
      id: string;
      at: number;
      from: string;
      to: string;
      types?: readonly string[];
    },
  ): Promise<string>;
  chooseProcessor(
    input: Command & {
      mission: string;
      id: string;
      at: number;
      level: string;
      version: string;
      from: string;
      to?: string;
    },
  ): Promise<string>;
  identifyFile(
    input: Command & { mission: string; file: string; granule: string; part?: string },
  ): Promise<string>;
  rereadMessage(input: Command & { mission: string; message: string; trust?: boolean }): Promise<string>;
  checkNote(input: { mission: string; day?: string; level?: string }): Promise<string>;
}

/** What a workflow asks before it begins, run as local activities: never two at a time, see `notes`. */
export interface NoteActivities {
  receiptPatience(input: { mission: string }): Promise<ReceiptPatience & Pace>;
  sweepPause(input: { mission: string }): Promise<{ pauseMs: number }>;
}

/** Processors and GDAL: the `sipstream-processing` queue, with a fixed number of slots. */
export interface ProcessingActivities {
  runProcessor(input: { task: LevelTask; run: number; digest: string }): Promise<{ elapsedMs: number }>;
  assureQuality(input: { task: LevelTask; run: number }): Promise<QaOutcome>;
}

/** A delivery as its activities see it. */
export interface DeliveryTask extends LevelKey {
  readonly version: string;
  readonly granules: readonly ProductGranule[];
  readonly serial: number;
  /** When this attempt was decided, epoch milliseconds: the expiry of the PDR counts from it. */
  readonly at: number;
}

/** The delivery disk: the `sipstream-delivery` queue. */
export interface DeliveryActivities {
  deliver(
    input: DeliveryTask & { times: DeliveryTimes; workflowId: string; correction?: PdrCorrection },
  ): Promise<{ pdr: string; files: number; bytes: number }>;
  /** Ends a delivery: removes directories and PDRs, and tells the ledger. `accepted`: those PDRs that the DAAC took. */
  settleDelivery(
    input: LevelKey & {
      pdrs: readonly string[];
      accepted: readonly string[];
      state: 'accepted' | 'abandoned';
      at: number;
    },
  ): Promise<void>;
  chasePan(
    input: LevelKey & { pdr: string; deliveredAt: number; at: number; late: number; until: number },
  ): Promise<void>;
  recordAnswer(
    input: LevelKey & { pdr: string; state: 'failed'; disposition: string; at: number },
  ): Promise<void>;
}
