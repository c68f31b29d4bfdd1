import { dayEnd, dayStart } from '../../domain/data-day.js';
import { workflowIds } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';
import { byName, decodeAll } from '../codec.js';
import type { DayKey } from '../days.js';
import { filesByPath } from '../files.js';
import { gapsDuring } from '../gaps.js';
import { snapshot, type Ledger } from '../ledger.js';
import { dayRecord, type DayRecord } from '../read-day.js';
import type { FileRow, GapRow, InterventionRow, MessageRow, ReceiptRow } from '../schema.js';

/** Everything that tells how the products of a day came to be. */
export interface ProvenanceFacts {
  readonly record: DayRecord;
  /** Absent when no mission file could be found: then less is said of mission and browse pictures. */
  readonly mission?: Mission;
  /** The version of this software, which writes the document. */
  readonly software: string;
  /** Files of other days that a run of this day was given. */
  readonly otherFiles: readonly FileRow[];
  /** The receipts that brought the files. */
  readonly receipts: readonly ReceiptRow[];
  /** The Distribution Notices of those receipts, as they came. */
  readonly notices: readonly MessageRow[];
  /** What operators told those receipts. */
  readonly receiptInterventions: readonly InterventionRow[];
  /** Known gaps that touch the day. */
  readonly gaps: readonly GapRow[];
}

/** Reads the provenance of a day from the ledger, as of one instant; undefined when the ledger has no such day. */
export function provenanceFacts(
  ledger: Ledger,
  key: DayKey,
  about: { readonly mission?: Mission | undefined; readonly software: string },
): Promise<ProvenanceFacts | undefined> {
  return snapshot(ledger, async (inner) => {
    const record = await dayRecord(inner, key.mission, key.day);
    if (!record) return undefined;
    const own = new Set(record.files.map((file) => file.archivePath));
    const used = record.runs.flatMap((run) => (run.inputs ?? []).flatMap((input) => input.files));
    const others = [...new Set(used)].filter((path) => !own.has(path)).sort();
    const otherFiles = (await filesByPath(inner, key.mission, others)).sort(byPath);
    const receiptKeys = [...record.files, ...otherFiles].flatMap((file) => file.receiptKey ?? []);
    const keys = [...new Set(receiptKeys)].sort();
    const workflows = keys.map((receipt) => workflowIds.receipt(key.mission, receipt));
    return {
      record,
      ...(about.mission && { mission: about.mission }),
      software: about.software,
      otherFiles,
      receipts: await receiptsOf(inner, key.mission, keys),
      notices: await noticesAbout(inner, key.mission, [...keys, ...workflows]),
      receiptInterventions: await interventionsOn(inner, key.mission, workflows),
      gaps: await gapsDuring(inner, key.mission, { from: dayStart(key.day), to: dayEnd(key.day) }),
    };
  });
}

function byPath(a: FileRow, b: FileRow): number {
  return a.archivePath < b.archivePath ? -1 : 1;
}

async function receiptsOf({ db }: Ledger, mission: string, keys: readonly string[]): Promise<ReceiptRow[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('receipts')
    .selectAll()
    .where('mission', '=', mission)
    .where('key', 'in', [...keys])
    .orderBy('key')
    .execute();
  return decodeAll('receipts', rows);
}

async function noticesAbout(
  { db }: Ledger,
  mission: string,
  subjects: readonly string[],
): Promise<MessageRow[]> {
  if (subjects.length === 0) return [];
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('mission', '=', mission)
    .where('kind', '=', 'DN')
    .where('about', 'in', [...subjects])
    .orderBy('receivedAt')
    .orderBy('id')
    .execute();
  return decodeAll('messages', rows);
}

async function interventionsOn(
  { db }: Ledger,
  mission: string,
  workflows: readonly string[],
): Promise<InterventionRow[]> {
  if (workflows.length === 0) return [];
  const rows = await db
    .selectFrom('interventions')
    .selectAll()
    .where('mission', '=', mission)
    .where('workflowId', 'in', [...workflows])
    .orderBy('at')
    .orderBy('id')
    .execute();
  return decodeAll('interventions', rows).map(byName);
}
