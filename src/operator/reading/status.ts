import type { StationFile } from '../../adapters/station/station-file.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { Ledger } from '../../ledger/ledger.js';
import { statusCounts, type BulkCounts } from '../../ledger/read-counts.js';
import { heldThings, listOpenDays } from '../../ledger/read-lists.js';
import { ordersThatNeedAPerson } from '../../ledger/read-orders.js';
import { markedLevels } from '../../ledger/read-station.js';
import { statusView, type StationView, type StatusView } from '../words/status.js';

/** Whether the process that wrote `station.json` still lives, as far as this host can tell. */
export function isRunning(station: StationFile): boolean {
  try {
    process.kill(station.pid, 0);
    return true;
  } catch (error) {
    // It lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The addresses of a station that runs; null when none does. */
export function stationView(station: StationFile | undefined): StationView | null {
  if (station === undefined || !isRunning(station)) return null;
  const { board, front, temporalUi, temporal, ftp, smtp } = station;
  const startedAt = Date.parse(station.startedAt);
  return {
    ...(!Number.isNaN(startedAt) && { startedAt }),
    addresses: {
      ...(board !== null && { board }),
      ...(front && { orders: front }),
      ...(temporalUi !== null && { 'Temporal UI': temporalUi }),
      Temporal: temporal.address,
      ...(ftp && { FTP: `${ftp.host}:${ftp.port}` }),
      ...(smtp && { SMTP: `${smtp.host}:${smtp.port}` }),
    },
  };
}

/**
 * Reads what is open from the ledger. `at` is the time of asking, epoch milliseconds; what is given as `bulk` is not
 * counted again.
 */
export async function readStatus(
  ledger: Ledger,
  mission: string,
  station: StationFile | undefined,
  at: number,
  program?: string,
  bulk?: BulkCounts,
): Promise<StatusView> {
  return statusView({
    mission,
    at,
    station: stationView(station),
    counts: await statusCounts(ledger, mission, bulk),
    held: await heldThings(ledger, mission),
    orders: await ordersThatNeedAPerson(ledger, SCOPS),
    open: await listOpenDays(ledger, mission),
    marked: await markedLevels(ledger, mission),
    ...(program !== undefined && { program }),
  });
}
