import { z } from 'zod';
import type { DayRecord } from '../../../ledger/read-day.js';
import {
  SLOT_MARKS,
  type GridRow,
  type GridSlot,
  type InputGrid,
  type SlotState,
} from '../../words/input-grid.js';
import type { HeldView, MarkedView, OpenLevelView, StatusView } from '../../words/status.js';
import type { WhyPart } from '../../words/why.js';
import { acknowledgementRow, deliveryRow, interventionRow, messageRow } from './exchange-schemas.js';
import {
  cell,
  dayRow,
  failureCode,
  fileRow,
  levelRow,
  levelState,
  qaRow,
  runRow,
  stage,
  stageRow,
  story,
} from './processing-schemas.js';
import { bytes, count, dayText, instant, named, type Shape } from './shapes.js';

const mission = z.string();

/** What is wrong, to every request that is not answered. */
export const errorAnswer = named(
  'Error',
  z.strictObject({
    error: z.strictObject({
      code: z.string().describe('Stable.'),
      sentence: z.string(),
      next: z.string().describe('What to do.'),
    }),
  }),
);

/** The answer of `status`. */
export const statusAnswer = named(
  'Status',
  z.strictObject({
    mission,
    at: instant,
    station: z
      .strictObject({ startedAt: instant.optional(), addresses: z.record(z.string(), z.string()) })
      .nullable()
      .describe('null when no station runs.'),
    held: z.array(
      z.strictObject({
        kind: z.enum(['level', 'receipt', 'order']),
        day: dayText.optional(),
        level: z.string().optional(),
        receipt: z.string().optional(),
        order: z.string().optional(),
        stage: z.string(),
        since: instant,
        code: failureCode,
        sentence: z.string(),
        next: z.string(),
        command: z.string(),
      } satisfies Shape<HeldView>),
    ),
    open: z.array(
      z.strictObject({
        day: dayText,
        level: z.string(),
        stage,
        state: levelState,
        since: instant,
        sentence: z.string(),
        until: instant.optional(),
        then: z.string().optional(),
        here: count.optional(),
        of: count.optional(),
      } satisfies Shape<OpenLevelView>),
    ),
    marked: z.array(
      z.strictObject({
        day: dayText,
        level: z.string(),
        overridden: z.string().optional(),
        waived: count.optional().describe('Granules that it was made without.'),
        offer: z.string().optional(),
      } satisfies Shape<MarkedView>),
    ),
    days: z.strictObject({ open: count, done: count, abandoned: count }),
    receipts: z.strictObject({ open: count, held: count, done: count }),
    messages: z.strictObject({ quarantined: count, kept: count }),
    strays: z.strictObject({ unmatched: count, unannounced: count }),
    files: z.strictObject({ inputs: count, products: count, bytes }),
  } satisfies Shape<StatusView>),
);

/** The days of a range. */
export const daysAnswer = z.strictObject({
  mission,
  from: dayText,
  to: dayText,
  days: z.array(dayRow.extend({ levels: z.array(levelRow) })),
});

const grid = named(
  'InputGrid',
  z.strictObject({
    level: z.string(),
    here: count,
    of: count,
    rows: z.array(
      z.strictObject({
        type: z.string(),
        need: z.enum(['required', 'wanted', 'welcome']),
        daily: z.boolean(),
        slots: z.array(
          z.strictObject({
            key: z.string(),
            column: z.string(),
            state: z.enum(Object.keys(SLOT_MARKS) as [SlotState, ...SlotState[]]),
            files: z.array(z.string()),
          } satisfies Shape<GridSlot>),
        ),
        here: count,
        minimum: count,
        deadline: instant,
      } satisfies Shape<GridRow>),
    ),
  } satisfies Shape<InputGrid>),
);

/** Everything of a day. */
export const dayAnswer = z.strictObject({
  day: dayRow,
  levels: z.array(levelRow),
  stages: z.array(stageRow),
  files: z.array(fileRow),
  runs: z.array(runRow),
  qa: z.array(qaRow),
  deliveries: z.array(deliveryRow),
  acknowledgements: z.array(acknowledgementRow),
  interventions: z.array(interventionRow),
  messages: z.array(messageRow),
  inputs: z.array(grid),
} satisfies Shape<DayRecord & { readonly inputs: unknown }>);

/** A calendar. */
export const calendarAnswer = z.strictObject({ mission, from: dayText, to: dayText, cells: z.array(cell) });

/** Why something is where it is. */
export const whyAnswer = named(
  'Why',
  z.strictObject({
    mission,
    at: instant,
    day: dayText.optional(),
    opened: z.boolean().describe('False when the ledger has no such day.'),
    headline: z
      .strictObject({
        state: z.string(),
        openedAt: instant,
        openedBy: z.string(),
        doneAt: instant.optional(),
      })
      .optional(),
    opens: z.array(z.string()).optional().describe('What opens a day that nobody has opened.'),
    parts: z.array(
      z.strictObject({
        kind: z.enum(['day', 'level', 'delivery', 'receipt']),
        workflowId: z.string(),
        target: z.strictObject({
          day: dayText.optional(),
          level: z.string().optional(),
          receipt: z.string().optional(),
        }),
        story,
        live: z.boolean().describe('False: it is what the ledger knows.'),
        evidence: z
          .array(z.string())
          .optional()
          .describe('Where the missing granules are, as far as pickup and open receipts tell.'),
        remarks: z
          .array(z.string())
          .optional()
          .describe('What is not as the rules have it: overrides, editions, why it could be made again.'),
        sentences: z.array(z.string()).describe('The story in plain sentences.'),
      } satisfies Shape<WhyPart & { readonly sentences: unknown }>),
    ),
  }),
);
