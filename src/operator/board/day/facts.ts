import type { HoldRecord } from '../../../ledger/holds.js';
import type { Mission } from '../../../domain/mission.js';
import type { FileRow } from '../../../ledger/schema.js';
import type { DayView } from '../../reading/day.js';
import type { FigureHistory } from '../../reading/figures.js';
import type { Reader } from '../kit.js';
import type { ShownLog } from '../log/page.js';

/** What the page of a day is made of. */
export interface DayFacts {
  readonly view: DayView;
  readonly mission: Mission;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Who looks. */
  readonly reader: Reader;
  /** How operators call the command. */
  readonly program: string;
  /** Where the Temporal UI answers. */
  readonly temporalUi?: string;
  /** The browse picture of the day, if the archive has one. */
  readonly browse?: FileRow;
  /** Every hold of the day's levels, by time. */
  readonly holds: readonly HoldRecord[];
  /** The figures of QA over the last days, product type by product type. */
  readonly history: readonly FigureHistory[];
  /** The ends of the logs that belong on the page. */
  readonly logs: readonly ShownLog[];
}
