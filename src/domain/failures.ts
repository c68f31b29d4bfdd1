/**
 * What a failure does to the workflow. `retry`: the engine tries again at the mission's pace and, when the attempts are
 * used up, the stage holds. `hold`: a person decides, at once. `reject`: the input itself is refused; nothing waits.
 */
export type FailurePolicy = 'retry' | 'hold' | 'reject';

interface FailureKind {
  readonly policy: FailurePolicy;
  /** True when the cause can go away without anybody touching the day: the held stage then looks again by itself. */
  readonly recheck?: boolean;
  /** What to do, in one sentence. */
  readonly next: string;
}

/** Every failure that an operator can see, by its stable code. The table of docs/failures.md is this one. */
export const FAILURES = {
  MISSING_INPUT: {
    policy: 'hold',
    next: 'It goes on by itself when they arrive; else `wait` longer, `proceed` without them, or `abandon`.',
  },
  DISK_FULL: {
    policy: 'retry',
    recheck: true,
    next: 'Free space on the disk that is named; the stage is tried again by itself, or at once with `retry`.',
  },
  NOT_WRITABLE: {
    policy: 'retry',
    recheck: true,
    next: 'Make the directory that is named writable for the station; the stage is tried again by itself, or at once with `retry`.',
  },
  INPUT_VANISHED: {
    policy: 'hold',
    next: 'Restore the file in the archive, or have the DAAC send it again, then `retry`.',
  },
  INPUT_CHANGED: {
    policy: 'hold',
    next: 'Compare the file with filenames.tbl and restore the one that was archived, then `retry`.',
  },
  PROCESSOR_MISSING: {
    policy: 'hold',
    next: 'Install this version of the processor, then `retry`.',
  },
  PROCESSOR_NOT_EXECUTABLE: { policy: 'hold', next: 'Make the program executable (chmod +x), then `retry`.' },
  PROCESSOR_CHANGED: {
    policy: 'hold',
    next: 'Find out who changed the processor; `retry` plans the run anew with what is installed now.',
  },
  PROCESSOR_FAILED: {
    policy: 'hold',
    next: 'Read the log (`sipstream log DAY LEVEL`), mend the cause, then `retry`.',
  },
  PROCESSOR_TIMEOUT: {
    policy: 'hold',
    next: 'Read the log (`sipstream log DAY LEVEL`), then `retry`; a longer time limit in the mission file is for days that are opened later.',
  },
  PROCESSOR_LOST: {
    policy: 'hold',
    next: 'Runs were lost again and again: look at the memory and the system log of the processing host, then `retry`.',
  },
  QA_FAILED: {
    policy: 'hold',
    next: 'Look at the figures (`sipstream day DAY`); `retry` runs again, `accept` takes the products all the same, `reject` puts your reason into their metadata; or `abandon`.',
  },
  QA_SUSPECT: {
    policy: 'hold',
    next: 'Look at the figures (`sipstream day DAY`); `accept` takes the products, `reject` flags them as Failed, `retry` runs again; or `abandon`.',
  },
  ARCHIVE_ANOMALY: {
    policy: 'hold',
    next: 'Nothing was archived and the staging directory is as the processor left it; mend what is listed, then `retry`.',
  },
  PDR_INVALID: {
    policy: 'hold',
    next: 'Correct what is listed in the mission file or the products, then `retry`.',
  },
  PAN_FAILED: {
    policy: 'hold',
    next: 'Ask the DAAC why; then `resubmit`, or `abandon`. Nothing was removed.',
  },
  PAN_PARTIAL: {
    policy: 'hold',
    next: '`resubmit --what failed` sends the refused granules again, `resubmit` all of them; or `abandon`.',
  },
  PAN_CONTRADICTS: {
    policy: 'hold',
    next: 'Ask the DAAC which one counts; `release` takes its last word, `resubmit` sends all again.',
  },
  PAN_LATE: {
    policy: 'hold',
    next: 'Ask the DAAC whether it saw the PDR; `wait` longer, `resubmit`, or `abandon`.',
  },
  PDRD_RECEIVED: {
    policy: 'hold',
    next: '`correct` delivers again with the fields that the DAAC names corrected; if the fault was not in the PDR, `resubmit`; or `abandon`.',
  },
  FILE_INCOMPLETE: {
    policy: 'hold',
    next: 'It goes on by itself when the DAAC pushes the file again or sends a corrected DN; `identify` takes the file as it is, or `abandon` the receipt.',
  },
  FILE_NOT_PUSHED: {
    policy: 'hold',
    next: 'Ask the DAAC to push the files again; `wait` longer, or `abandon` the receipt.',
  },
  FILE_REFUSED: {
    policy: 'reject',
    next: 'The file lies in overflow/unmatched; tell the DAAC what is wrong with it.',
  },
  FILE_UNMATCHED: {
    policy: 'reject',
    next: 'The file lies in overflow/unmatched; find out what it is, then `identify` it as a granule, or remove it.',
  },
  FILE_UNANNOUNCED: {
    policy: 'reject',
    next: 'The file stays in pickup until its DN comes; ask the DAAC for the DN.',
  },
  MAIL_NOT_UNDERSTOOD: {
    policy: 'reject',
    next: 'The message lies in mail/quarantine as it came; read it, mend what is wrong, then `reread` it.',
  },
  MAIL_TOO_LARGE: {
    policy: 'reject',
    next: 'It was refused before it was stored; ask the sender to split it.',
  },
  MAIL_SENDER: {
    policy: 'reject',
    next: 'The message lies in mail/quarantine; `reread --trust` takes this one, `mail.allow` takes all that the sender sends later.',
  },
  MAIL_REFUSED: {
    policy: 'reject',
    next: 'Tell its recipient by another way, and mend the address or the mail server; the work goes on without.',
  },
  REQUEST_FAILED: {
    policy: 'reject',
    next: 'The DAAC could not send what it lists; order the granules again.',
  },
  PAN_UNKNOWN: {
    policy: 'reject',
    next: 'No delivery of this station has that PDR; the message lies in mail/quarantine, and `reread` looks again.',
  },
  OPERATOR_HOLD: { policy: 'hold', next: '`release` lets it go on.' },
  REFUSED: { policy: 'reject', next: 'Nothing was done; say what makes sense, as the sentence says.' },
  ORDER_INVALID: {
    policy: 'reject',
    next: 'Correct what is listed and send the order again; nothing was begun.',
  },
  RASTER_INVALID: {
    policy: 'hold',
    next: 'Have the file that is named delivered again, or mend it; then `retry`.',
  },
  DELIVERY_MISSING: {
    policy: 'hold',
    next: 'Put the delivery where the order says, or mend HYPER_DELIVERY_FOLDER; then `retry`.',
  },
  DEM_UNCOVERED: {
    policy: 'hold',
    next: 'The client has a link to send another DEM or to choose one of the station; the order goes on by itself then.',
  },
  DEM_INVALID: {
    policy: 'hold',
    next: 'The client has a link to send another DEM or to choose one of the station; the order goes on by itself then.',
  },
  DEM_SOURCE: {
    policy: 'hold',
    next: 'Mend the mosaic of elevations (`scops.dem` in station.yaml; tiles that are missing are named), then `retry`.',
  },
  GEOID_MISSING: {
    policy: 'hold',
    next: 'Install the grid that is named (Debian: proj-data), or name another in station.yaml, then `retry`.',
  },
  PROJECTION_INVALID: {
    policy: 'hold',
    next: 'Order the line again with a projection that can be made; this one cannot.',
  },
  EXPRESSION_INVALID: {
    policy: 'hold',
    next: 'Order the product again with a formula that can be read; the place is marked.',
  },
  PLUGIN_FAILED: {
    policy: 'hold',
    next: 'Read the log of the product and mend the plugin, then `retry`.',
  },
  APL_FAILED: {
    policy: 'hold',
    next: 'Read what APL said in the log of the product, mend the cause, then `retry`; without `scops.apl` the built-in chain is used.',
  },
  LINE_FAILED: {
    policy: 'hold',
    next: '`retry` begins at the first stage whose output is not there; `cancel` packs the order without this line.',
  },
  JOB_SYSTEM: {
    policy: 'retry',
    recheck: true,
    next: 'Mend what the job system says (queue, project, account); the job is sent again by itself, or at once with `retry`.',
  },
  STATION_CONFIG: { policy: 'reject', next: 'Correct the line that is named and start again.' },
  UNEXPECTED: {
    policy: 'retry',
    recheck: true,
    next: 'Read the station log; the stage is tried again by itself, or at once with `retry`.',
  },
} as const satisfies Record<string, FailureKind>;

/** A stable failure code. */
export type FailureCode = keyof typeof FAILURES;

/** Whether a text is one of the stable codes. */
export function isFailureCode(text: string | undefined): text is FailureCode {
  return text !== undefined && Object.hasOwn(FAILURES, text);
}

/** True when a held stage looks again by itself because the cause may be gone. */
export function looksAgain(code: FailureCode): boolean {
  const kind: FailureKind = FAILURES[code];
  return kind.recheck === true;
}

/**
 * Whether `retry` after this failure begins at the level's first stage: what was staged or made is not to be trusted.
 * A delivery has no such stage; it tries its own again.
 */
export function startsOver(stage: string, code: FailureCode): boolean {
  if (stage === 'deliver' || stage === 'receive') return false;
  return code.startsWith('PROCESSOR_') || code.startsWith('QA_') || code.startsWith('INPUT_');
}

/**
 * A failure of operations: a stable code and one sentence in plain words, with the names and figures of this case.
 * Activities throw it; the engine sees an ApplicationFailure whose type is the code.
 */
export class OperationsError extends Error {
  override readonly name = 'OperationsError';

  constructor(
    readonly code: FailureCode,
    sentence: string,
    /** What the sentence summarises: names of granules, anomalies, the DAAC's own words. JSON. */
    readonly details: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }

  get policy(): FailurePolicy {
    return FAILURES[this.code].policy;
  }
}
