import { readdir } from 'node:fs/promises';
import { hasCode } from '../../adapters/files/io-error.js';
import { addDays, type DataDay } from '../../domain/data-day.js';
import { granuleOfKey } from '../../domain/granule.js';
import { workflowIds } from '../../domain/ids.js';
import { planInputs } from '../../domain/readiness.js';
import type { Story } from '../../domain/story.js';
import { filesOfDay } from '../../ledger/files.js';
import { dayRecord, type DayRecord } from '../../ledger/read-day.js';
import { openReceipts, type ReceiptWithArrivals } from '../../ledger/read-lists.js';
import { arrivalsOf, receiptRow } from '../../ledger/receipts.js';
import type { LedgerHome } from '../reading/home.js';
import { evidenceOf } from '../words/evidence.js';
import { isDelivering, storyOfLevel, storyOfReceipt } from '../words/ledger-story.js';
import { whatOpens, type WhyPart, type WhyView } from '../words/why.js';
import { CommandError } from '../reading/command-error.js';
import { connectStation, storyOf, type Live } from './live.js';

/** What `why` is asked about. */
export type WhyQuestion = { readonly day: DataDay; readonly level?: string } | { readonly receipt: string };

/** Answers why: from the workflows themselves while the station runs, else from the ledger. */
export async function readWhy(home: LedgerHome, question: WhyQuestion, at: number): Promise<WhyView> {
  const known = 'receipt' in question ? await ofReceipt(home, question.receipt) : await ofDay(home, question);
  const base = { mission: home.missionName, at, ...known };
  if (known.parts.length === 0) return base;
  const { parts, notLive } = await answered(home, known.parts);
  const evident = await withEvidence(home, parts);
  return { ...base, parts: evident, ...(notLive !== undefined && { notLive }) };
}

/** What the workflows say; what the ledger knows when they cannot be asked, and why they cannot. */
async function answered(
  home: LedgerHome,
  parts: readonly WhyPart[],
): Promise<{ parts: readonly WhyPart[]; notLive?: string }> {
  let live: Live | undefined;
  try {
    live = await connectStation(home.paths.home, home.station);
    return { parts: await asked(live, home.missionName, parts) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { parts, notLive: error.message };
  } finally {
    await live?.close();
  }
}

/** Says of the granules that a level lacks where they are: pickup and the open receipts know. */
async function withEvidence(home: LedgerHome, parts: readonly WhyPart[]): Promise<WhyPart[]> {
  const { mission } = home;
  if (!mission || parts.every((part) => part.story.missing.length === 0)) return [...parts];
  const pickup = await namesIn(home.paths.pickup);
  const receipts = await openReceipts(home.ledger, home.missionName);
  return parts.map((part) => {
    const evidence = evidenceOf(part.story.missing, { mission, pickup, receipts });
    return evidence.length === 0 ? part : { ...part, evidence };
  });
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}

type Known = Pick<WhyView, 'day' | 'opened' | 'headline' | 'opens'> & { readonly parts: readonly WhyPart[] };

async function ofReceipt(home: LedgerHome, key: string): Promise<Known> {
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

async function ofDay(home: LedgerHome, { day, level }: { day: DataDay; level?: string }): Promise<Known> {
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
  };
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
  { mission }: LedgerHome,
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

/** Asks the workflows. A level whose own workflow has ended is in the hands of its delivery, whatever the ledger says. */
async function asked(live: Live, mission: string, parts: readonly WhyPart[]): Promise<WhyPart[]> {
  const answers: WhyPart[] = [];
  for (const part of parts) {
    const { day, level } = part.target;
    if (day === undefined || level === undefined) {
      answers.push(said(part, part.kind, part.workflowId, await storyOf(live, part.workflowId)));
      continue;
    }
    const levelId = workflowIds.level(mission, day as DataDay, level);
    const own = await storyOf(live, levelId);
    const deliveryId = workflowIds.delivery(mission, day as DataDay, level);
    const delivery = own === undefined || own.state === 'done' ? await storyOf(live, deliveryId) : undefined;
    answers.push(delivery ? said(part, 'delivery', deliveryId, delivery) : said(part, 'level', levelId, own));
  }
  return answers;
}

function said(part: WhyPart, kind: WhyPart['kind'], workflowId: string, story: Story | undefined): WhyPart {
  return story === undefined ? part : { ...part, kind, workflowId, story, live: true };
}
