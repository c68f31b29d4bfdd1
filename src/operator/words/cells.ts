import type { FailureCode } from '../../domain/failures.js';
import { STAGES, type Stage } from '../../domain/story.js';
import type { LevelFacts } from '../../ledger/read-calendar.js';
import type { QaVerdict } from '../../ledger/schema.js';
import { STANDINGS, type Standing } from './states.js';

/** A calendar has a cell for each of these steps of each level of a day. */
export const STEPS = ['made', 'delivered'] as const;
/** One step. */
export type Step = (typeof STEPS)[number];

/**
 * How a cell stands, in the order of a legend: what needs a person first, what is over last. `ahead` is a delivery whose
 * products are not made yet.
 */
export const CELLS = {
  held: STANDINGS.held,
  running: STANDINGS.running,
  inputs: STANDINGS.inputs,
  pan: STANDINGS.pan,
  made: { mark: 'M', word: 'made', tone: 'good' },
  accepted: STANDINGS.accepted,
  abandoned: STANDINGS.abandoned,
  ahead: { mark: '-', word: 'not yet', tone: 'dim' },
  unopened: STANDINGS.unopened,
} as const satisfies Record<string, Standing>;
/** The state of a cell. */
export type CellState = keyof typeof CELLS;
/** Every state, in the order of the legend. */
export const CELL_STATES = Object.keys(CELLS) as CellState[];

/** From which stage on a level is made, and its delivery goes on. */
const DELIVERY = STAGES.indexOf('deliver');

/** How a step of a level stands; of a level that the ledger doesn't have, that its day was not opened. */
export function cellState(level: Pick<LevelFacts, 'stage' | 'state'> | undefined, step: Step): CellState {
  if (level === undefined) return 'unopened';
  const { stage, state } = level;
  if (state === 'done') return step === 'made' ? 'made' : 'accepted';
  const isMade = STAGES.indexOf(stage) >= DELIVERY;
  if (step === 'made') return isMade ? 'made' : now(state, stage);
  if (isMade || state === 'abandoned') return now(state, stage);
  return 'ahead';
}

function now(state: 'waiting' | 'running' | 'held' | 'abandoned', stage: Stage): CellState {
  if (state !== 'waiting') return state;
  return STAGES.indexOf(stage) < DELIVERY ? 'inputs' : 'pan';
}

/** Which cells are looked for; what is absent does not matter. Of a cell that does not match, nothing is said. */
export interface CellFilter {
  readonly state?: CellState;
  readonly version?: string;
  readonly verdict?: QaVerdict;
  readonly heldCode?: FailureCode;
  readonly overridden?: true;
  readonly offered?: true;
}

/** Whether a filter asks for anything. */
export function isFilter(filter: CellFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** Whether a cell is one of those that are looked for. A reason of a hold is that of the step that is held. */
export function matches(level: LevelFacts | undefined, state: CellState, filter: CellFilter): boolean {
  return (
    (filter.state === undefined || filter.state === state) &&
    (filter.version === undefined || filter.version === level?.version) &&
    (filter.verdict === undefined || filter.verdict === level?.verdict) &&
    (filter.heldCode === undefined || (state === 'held' && filter.heldCode === level?.heldCode)) &&
    (filter.overridden === undefined || level?.overridden === true) &&
    (filter.offered === undefined || level?.offered === true)
  );
}

/** What is said of a level beside the state of its steps, in words; none when there is nothing. */
export function notesOf(level: LevelFacts | undefined): string[] {
  if (level === undefined) return [];
  return [
    ...(level.heldCode !== undefined ? [level.heldCode] : []),
    ...(level.verdict !== undefined && level.verdict !== 'Passed' ? [`QA ${level.verdict}`] : []),
    ...(level.overridden ? ['overridden'] : []),
    ...(level.offered ? ['rerun offered'] : []),
  ];
}
