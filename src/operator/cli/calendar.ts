import { dataDay, dayEnd, dayOf, dayStart } from '../../domain/data-day.js';
import { gapsDuring } from '../../ledger/gaps.js';
import type { Ledger } from '../../ledger/ledger.js';
import { daysBetween } from '../../ledger/read-lists.js';
import {
  calendarLines,
  calendarMonths,
  calendarRange,
  isShown,
  yearRange,
  type LevelFilter,
} from '../words/calendar.js';
import type { Session } from './io.js';
import { reading } from './readings.js';

/** What `calendar` is asked for: a year by its number, or (`true`) the twelve months up to now, or the last two. */
export interface CalendarQuestion extends LevelFilter {
  readonly year?: number | true;
}

/** `calendar`: how every level of every day stands, one character each. */
export function calendar(session: Session, { year, ...filter }: CalendarQuestion): Promise<number> {
  return reading(session, async ({ ledger, missionName, mission }) => {
    const range =
      typeof year === 'number'
        ? yearRange(year)
        : calendarRange((await newestDay(ledger, missionName)) ?? dayOf(session.now), year === true);
    const days = await daysBetween(ledger, missionName, range.from, range.to);
    const gaps = await gapsDuring(ledger, missionName, {
      from: dayStart(range.from),
      to: dayEnd(range.to),
    });
    const levels = mission
      ? Object.keys(mission.levels)
      : [...new Set(days.flatMap((one) => one.levels.map((row) => row.level)))].sort();
    session.answer(
      {
        mission: missionName,
        ...range,
        ...(Object.keys(filter).length > 0 && { filter }),
        days: days
          .map((one) => ({
            day: one.day,
            state: one.state,
            levels: Object.fromEntries(
              one.levels
                .filter((row) => isShown(filter, row))
                .map((row) => [
                  row.level,
                  {
                    stage: row.stage,
                    state: row.state,
                    ...(row.heldCode !== undefined && { heldCode: row.heldCode }),
                    ...(row.processorVersion !== undefined && { processorVersion: row.processorVersion }),
                  },
                ]),
            ),
          }))
          .filter((one) => Object.keys(filter).length === 0 || Object.keys(one.levels).length > 0),
        gaps: gaps.map((gap) => ({
          from: new Date(gap.fromAt).toISOString(),
          to: new Date(gap.toAt).toISOString(),
          types: gap.types,
          why: gap.why,
        })),
      },
      () => calendarLines(calendarMonths(days, levels, range, gaps, filter), session.style, filter),
    );
  });
}

async function newestDay(ledger: Ledger, mission: string) {
  const newest = await ledger.db
    .selectFrom('days')
    .select((eb) => eb.fn.max<string | null>('day').as('day'))
    .where('mission', '=', mission)
    .executeTakeFirst();
  return newest?.day ? dataDay(newest.day) : undefined;
}
