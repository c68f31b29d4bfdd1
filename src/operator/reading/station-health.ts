import { basename, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { stationDisks } from '../../adapters/files/disk-space.js';
import type { StationPaths } from '../../adapters/station/config.js';
import { lastPdrFetched, ownTransferLogs } from '../../adapters/transfer-log.js';
import type { Ledger } from '../../ledger/ledger.js';
import { lastMessage, outstandingDeliveries } from '../../ledger/read-station.js';
import type { MessageRow } from '../../ledger/schema.js';
import type { LastEvent, StationHealth } from '../words/health.js';
import { readWorkers } from './workers.js';

/** Where the health of a station is read. */
export interface HealthSources {
  readonly ledger: Ledger;
  readonly mission: string;
  readonly paths: StationPaths;
  /** The transfer log of a site's FTP server; that of the station's own is found. */
  readonly transferLog?: string | undefined;
  /** The engine; without it nothing is said of workers. */
  readonly client?: Client | undefined;
}

/** Reads how a station stands besides its days: disks, DAAC, mail gateway, workers. */
export async function readHealth(sources: HealthSources): Promise<StationHealth> {
  const { ledger, mission, paths, client } = sources;
  const notice = await lastMessage(ledger, mission, ['DN']);
  const answer = await lastMessage(ledger, mission, ['PAN', 'PDRD']);
  const any = await lastMessage(ledger, mission);
  const pull = await lastPull(sources);
  const workers = client && (await readWorkers(client));
  const pans = await outstandingDeliveries(ledger, mission);
  return {
    disks: await stationDisks(paths),
    daac: {
      ...(notice && { lastNotice: eventOf(notice, subjectOf(notice)) }),
      ...(answer && {
        lastAnswer: eventOf(
          answer,
          `${answer.kind === 'PAN' ? '' : `${answer.kind} of `}${subjectOf(answer)}`,
        ),
      }),
      ...(pull && { lastPull: pull }),
      pans: pans.map(({ pdr, day, level, deliveredAt, panExpectedAt }) => ({
        pdr,
        day,
        level,
        ...(deliveredAt !== undefined && { deliveredAt }),
        ...(panExpectedAt !== undefined && { panExpectedAt }),
      })),
    },
    gateway: { ...(any && { lastMessage: eventOf(any, `${any.kind} by ${any.via}`) }) },
    ...(workers && { workers }),
  };
}

/** What a message is about: the last part of a workflow's id, which is a receipt's key, or the PDR. */
function subjectOf({ about, subject, id }: MessageRow): string {
  return about?.split('/').at(-1) ?? subject ?? id;
}

function eventOf({ receivedAt }: MessageRow, what: string): LastEvent {
  return { at: receivedAt, what };
}

async function lastPull({ paths, transferLog }: HealthSources): Promise<LastEvent | undefined> {
  const logs = transferLog === undefined ? await ownTransferLogs(join(paths.log, 'ftp')) : [transferLog];
  const download = await lastPdrFetched(logs);
  return download && { at: download.at, what: basename(download.path, '.PDR') };
}
