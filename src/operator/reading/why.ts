import { readdir } from 'node:fs/promises';
import { hasCode } from '../../adapters/files/io-error.js';
import { addDays, type DataDay } from '../../domain/data-day.js';
import { granuleOfKey } from '../../domain/granule.js';
import { workflowIds } from '../../domain/ids.js';
import { planInputs } from '../../domain/readiness.js';
import { filesOfDay } from '../../ledger/files.js';
import { dayRecord, type DayRecord } from '../../ledger/read-day.js';
import { openReceipts, type ReceiptWithArrivals } from '../../ledger/read-lists.js';
import { arrivalsOf, receiptRow } from '../../ledger/receipts.js';
import { evidenceOf } from '../words/evidence.js';
import { isDelivering, storyOfLevel, storyOfReceipt } from '../words/ledger-story.js';
import { whatOpens, type WhyPart, type WhyView } from '../words/why.js';
import { CommandError } from './command-error.js';
import type { LedgerHome } from './home.js';

/** Where the answer is read. */
export type WhySource = Pick<LedgerHome, 'ledger' | 'missionName' | 'mission'>;

/** What the ledger knows of why; a workflow that runs may know better. */
export type KnownWhy = Pick<WhyView, 'day' | 'opened' | 'headline' | 'opens' | 'parts'>;

/** Why a receipt is open, as the ledger knows it. Throws a CommandError (NOT_KNOWN). */
export async function whyOfReceipt(home: WhySource, key: string): Promise<KnownWhy> {
  const row = await receiptRow(home.ledger, { mission: home.missionName, key });
  if (!row) {
    throw new CommandError(
      'NOT_KNOWN',
      `The ledger has no receipt ${key}.`,
      '`sipstream status` lists what is open.',
    );
  }
  const arrivals = await arrivalsOf(home.ledger, { mission: home.missionName, key });
  return { opened: true, parts: [receiptPart({ ...row, arrivals })] };
}

/**
 * Why a day, or one level of it, is where it is, with the open receipts that bring its files. Throws a CommandError
 * (NOT_KNOWN) for a level that an opened day doesn't have.
 */
export async function whyOfDay(
  home: WhySource,
  { day, level }: { readonly day: DataDay; readonly level?: string | undefined },
): Promise<KnownWhy> {
  const record = await dayRecord(home.ledger, home.missionName, day);
  const receipts = (await openReceipts(home.ledger, home.missionName))
    .filter((receipt) => concerns(home, receipt, day, level))
    .map(receiptPart);
  if (!record) {
    const files = await filesOfDay(home.ledger, { mission: home.missionName, day });
    const opens = whatOpens(home.mission, day, addDays(day, 1), files.length);
    return { day, opened: false, opens, parts: receipts };
  }
  const levels = record.levels.filter((row) => level === undefined || row.level === level);
  if (level !== undefined && levels.length === 0) {
    const names = record.levels.map((row) => row.level).join(', ');
    throw new CommandError('NOT_KNOWN', `${day} has no level ${level}.`, names && `It has ${names}.`);
  }
  return {
    day,
    opened: true,
    headline: headline(record),
    parts: [...levels.map((row) => levelPart(home.missionName, row)), ...receipts],
  };
}

function headline({ day }: DayRecord): NonNullable<WhyView['headline']> {
  const { state, openedAt, openedBy, doneAt } = day;
  return { state, openedAt, openedBy, ...(doneAt !== undefined && { doneAt }) };
}

function levelPart(mission: string, row: DayRecord['levels'][number]): WhyPart {
  const delivering = isDelivering(row);
  return {
    kind: delivering ? 'delivery' : 'level',
    workflowId: (delivering ? workflowIds.delivery : workflowIds.level)(mission, row.day, row.level),
    target: { day: row.day, level: row.level },
    story: storyOfLevel(row),
    live: false,
    remarks: remarksOn(row),
  };
}

/** What is not as the rules have it: what operators decided, and why the level could be made again. */
function remarksOn({ overrides = [], offer, edition = 1 }: DayRecord['levels'][number]): string[] {
  return [
    ...(edition > 1 ? [`It was begun ${edition} times.`] : []),
    ...overrides.map(({ what, by, why }) => `Overridden by ${by} (${why}): ${what}`),
    ...(offer ? [`It could be made again: ${offer.reason}`] : []),
  ];
}

function receiptPart(receipt: ReceiptWithArrivals): WhyPart {
  const open = receipt.arrivals.filter((file) => file.state === 'expected' || file.state === 'incomplete');
  return {
    kind: 'receipt',
    workflowId: receipt.workflowId,
    target: { receipt: receipt.key },
    story: storyOfReceipt(
      receipt,
      open.map((file) => file.name),
    ),
    live: false,
  };
}

/** Whether a receipt holds files that the day, or the level, needs. */
function concerns(
  { mission }: WhySource,
  receipt: ReceiptWithArrivals,
  day: DataDay,
  level: string | undefined,
): boolean {
  const levels = mission
    ? Object.keys(mission.levels).filter((name) => level === undefined || name === level)
    : [];
  const needed = new Set(
    levels.flatMap((name) => planInputs(mission!, name, day, 0).rules.flatMap((rule) => rule.granules)),
  );
  return receipt.arrivals.some(
    ({ granule }) =>
      granule !== undefined && (needed.has(granule) || (level === undefined && dayOfKey(granule) === day)),
  );
}

function dayOfKey(key: string): DataDay | undefined {
  try {
    return granuleOfKey(key).day;
  } catch {
    return undefined; // Written by hand, or by another release: it concerns no day.
  }
}

/** Says of the granules that a level lacks where they are: pickup and the open receipts know. */
export async function withEvidence(
  { ledger, missionName, mission }: WhySource,
  pickup: string | undefined,
  parts: readonly WhyPart[],
): Promise<WhyPart[]> {
  if (!mission || pickup === undefined || parts.every((part) => part.story.missing.length === 0))
    return [...parts];
  const names = await namesIn(pickup);
  const receipts = await openReceipts(ledger, missionName);
  return parts.map((part) => {
    const evidence = evidenceOf(part.story.missing, { mission, pickup: names, receipts });
    return evidence.length === 0 ? part : { ...part, evidence };
  });
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}
