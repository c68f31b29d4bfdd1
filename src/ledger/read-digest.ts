import { dayEnd, type DataDay } from '../domain/data-day.js';
import { median } from '../domain/median.js';
import type { DigestFacts, DigestTrend } from '../formats/digest.js';
import { decodeAll } from './codec.js';
import { snapshot, type Ledger } from './ledger.js';
import { statusCounts } from './read-counts.js';
import { heldThings, listOpenDays } from './read-lists.js';
import { expectedArrivals, outstandingDeliveries } from './read-station.js';
import type { ArrivalRow } from './schema.js';

/** With how many days before it a digest compares its figures. */
const COMPARED_MS = 30 * 86_400_000;
/** Messages of the quarantine that are shown one by one. */
const MESSAGES_SHOWN = 20;

/** The time that a digest covers, epoch milliseconds, the end excluded, and the moment at which it is made. */
export interface DigestTime {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** What the ledger has for a digest, as of one instant. Disks are not its business. */
export function readDigest(
  ledger: Ledger,
  mission: string,
  time: DigestTime,
): Promise<Omit<DigestFacts, 'disks' | 'program'>> {
  return snapshot(ledger, async (inner) => {
    const counts = await statusCounts(inner, mission);
    const held = await heldThings(inner, mission);
    const open = await listOpenDays(inner, mission);
    const ended = await endedLevels(inner, mission, time.from - COMPARED_MS, time.to);
    const now = ended.filter((row) => row.doneAt >= time.from);
    const quarantined = await quarantinedSince(inner, mission, time);
    return {
      mission,
      ...time,
      held: [
        ...held.levels.map((row) => ({
          about: { day: row.day, level: row.level },
          stage: row.stage,
          since: row.heldSince ?? row.since,
          code: row.heldCode ?? 'UNEXPECTED',
          sentence: row.heldSentence ?? '',
        })),
        ...held.receipts.map((row) => ({
          about: { receipt: row.key },
          stage: 'receive',
          since: row.since,
          code: row.heldCode ?? 'UNEXPECTED',
          sentence: row.heldSentence ?? '',
        })),
      ].sort((a, b) => a.since - b.since),
      accepted: now.map(({ day, level, doneAt }) => ({ day, level, at: doneAt })),
      open: open.length,
      waiting: open.flatMap((day) =>
        day.levels
          .filter((row) => row.state === 'waiting' && row.stage === 'await inputs')
          .filter((row) => dayEnd(row.day) < time.at && (row.missing?.length ?? 0) > 0)
          .map(({ day: of, level, missing, until }) => ({
            day: of,
            level,
            missing: missing!.length,
            ...(until !== undefined && { until }),
          })),
      ),
      pans: (await outstandingDeliveries(inner, mission)).map(
        ({ pdr, deliveredAt = time.at, panExpectedAt }) => ({
          pdr,
          deliveredAt,
          ...(panExpectedAt !== undefined && { expectedAt: panExpectedAt }),
        }),
      ),
      announced: byReceipt(await expectedArrivals(inner, mission)),
      ...(await markedBetween(inner, mission, time)),
      quarantined: quarantined.slice(0, MESSAGES_SHOWN),
      quarantine: { since: quarantined.length, all: counts.messages.quarantined ?? 0 },
      strays: { unmatched: counts.strays.unmatched ?? 0, unannounced: counts.strays.unannounced ?? 0 },
      trends: await trendsOf(inner, mission, time, ended),
    };
  });
}

interface EndedLevel {
  readonly day: DataDay;
  readonly level: string;
  readonly doneAt: number;
  readonly qaVerdict: string | null;
}

async function endedLevels(ledger: Ledger, mission: string, from: number, to: number): Promise<EndedLevel[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .select(['day', 'level', 'doneAt', 'qaVerdict'])
    .where('mission', '=', mission)
    .where('state', '=', 'done')
    .where('doneAt', '>=', from)
    .where('doneAt', '<', to)
    .orderBy('day')
    .orderBy('level')
    .execute();
  return rows as EndedLevel[];
}

function byReceipt(arrivals: readonly ArrivalRow[]): DigestFacts['announced'] {
  const receipts = new Map<string, ArrivalRow[]>();
  for (const row of arrivals) receipts.set(row.receiptKey, [...(receipts.get(row.receiptKey) ?? []), row]);
  return [...receipts].map(([receipt, rows]) => ({
    receipt,
    files: rows.map((row) => row.name),
    since: Math.min(...rows.map((row) => row.updatedAt)),
  }));
}

async function markedBetween(
  ledger: Ledger,
  mission: string,
  { from, to }: DigestTime,
): Promise<Pick<DigestFacts, 'overridden' | 'offered'>> {
  const rows = await ledger.db
    .selectFrom('levels')
    .selectAll()
    .where('mission', '=', mission)
    .where((eb) => eb.or([eb('overrides', 'is not', null), eb('offer', 'is not', null)]))
    .orderBy('day')
    .orderBy('level')
    .execute();
  const levels = decodeAll('levels', rows);
  return {
    overridden: levels.flatMap(({ day, level, overrides = [] }) =>
      overrides
        .filter((one) => one.at >= from && one.at < to)
        .map(({ by, what, why }) => ({ day, level, by, what, why })),
    ),
    offered: levels.flatMap(({ day, level, offer }) =>
      offer === undefined ? [] : [{ day, level, reason: offer.reason }],
    ),
  };
}

async function quarantinedSince(ledger: Ledger, mission: string, { from, to }: DigestTime) {
  const rows = await ledger.db
    .selectFrom('messages')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', '=', 'quarantined')
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', to)
    .orderBy('receivedAt')
    .execute();
  return decodeAll('messages', rows).map(({ kind, sender, code, sentence, receivedAt }) => ({
    kind,
    at: receivedAt,
    ...(sender !== undefined && { sender }),
    code: code ?? '',
    sentence: sentence ?? '',
  }));
}

async function trendsOf(
  ledger: Ledger,
  mission: string,
  { from, to }: DigestTime,
  ended: readonly EndedLevel[],
): Promise<DigestFacts['trends']> {
  const runs = await ledger.db
    .selectFrom('runs')
    .select(['level', 'startedAt', 'endedAt'])
    .where('mission', '=', mission)
    .where('state', '=', 'succeeded')
    .where('startedAt', 'is not', null)
    .where('endedAt', '>=', from - COMPARED_MS)
    .where('endedAt', '<', to)
    .execute();
  const latencies = ended.map((row) => ({
    level: row.level,
    at: row.doneAt,
    ms: row.doneAt - dayEnd(row.day),
  }));
  const times = runs.map((row) => ({
    level: row.level,
    at: row.endedAt!,
    ms: row.endedAt! - row.startedAt!,
  }));
  const verdicts: Record<string, number> = {};
  for (const { qaVerdict, doneAt } of ended)
    if (doneAt >= from && qaVerdict !== null) verdicts[qaVerdict] = (verdicts[qaVerdict] ?? 0) + 1;
  return { latency: compared(latencies, from), runTime: compared(times, from), verdicts };
}

function compared(
  values: readonly { readonly level: string; readonly at: number; readonly ms: number }[],
  from: number,
): DigestTrend[] {
  const levels = [...new Set(values.filter((value) => value.at >= from).map((value) => value.level))].sort();
  return levels.map((level) => {
    const of = (isNow: boolean) =>
      median(values.filter((one) => one.level === level && one.at >= from === isNow).map((one) => one.ms));
    const usual = of(false);
    return { level, ms: of(true)!, ...(usual !== undefined && { usual }) };
  });
}
