import { workflowIds } from '../../domain/ids.js';
import type { DistributionNotice } from '../../formats/dn.js';
import { identifyInput } from '../../formats/input-name.js';
import { mergeRow } from '../merge.js';
import { statement } from '../ledger.js';
import { setArrivalStates, upsertArrivals } from '../receipts.js';
import type { FileRow } from '../schema.js';
import type { Retelling } from './moment.js';

/**
 * The receipt of a DN of which Temporal knows nothing: ended, when the archive has every file that it announces. False,
 * and nothing is written, when a file is not there: then the DN has to be acted on again.
 */
export async function receiptFromNotice(
  to: Retelling,
  key: string,
  receivedAt: number,
  notice: DistributionNotice,
): Promise<boolean> {
  const { mission } = to.mission;
  const announced = notice.granules.flatMap((granule) => granule.files);
  const files = [...new Map(announced.map((file) => [file.name, file])).values()];
  const archived = await archivedNames(to, [...files.map(({ name }) => name)]);
  if (files.length === 0 || files.some(({ name }) => !archived.has(name))) return false;
  const doneAt = Math.max(receivedAt, ...[...archived.values()].map(({ archivedAt }) => archivedAt));
  const { orderId, requestId, ftpDir } = notice;
  const row = {
    workflowId: workflowIds.receipt(mission, key),
    ...{ orderId, requestId, ftpDir, fileCount: files.length },
    ...{ state: 'done' as const, openedAt: receivedAt, since: doneAt, doneAt },
  };
  await mergeRow(to.ledger, 'receipts', { mission, key }, {}, row);
  await upsertArrivals(
    to.ledger,
    { mission, key },
    files.map(({ name, size, cksumType, cksumValue }) => {
      const type = identifyInput(to.mission, name)?.type;
      return {
        ...{ name, expectedSize: size },
        ...(type !== undefined && { type }),
        ...(cksumType !== undefined && { cksumType }),
        ...(cksumValue !== undefined && { cksumValue }),
      };
    }),
    receivedAt,
  );
  const changes = files.map(({ name }) => ({
    name,
    state: 'archived' as const,
    seenSize: archived.get(name)!.size,
  }));
  await setArrivalStates(to.ledger, { mission, key }, changes, doneAt);
  await claimFiles(to, key, receivedAt, [...archived.values()]);
  return true;
}

async function archivedNames(to: Retelling, names: readonly string[]): Promise<Map<string, FileRow>> {
  const found = new Map<string, FileRow>();
  if (names.length === 0) return found;
  const rows = await to.ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', to.mission.mission)
    .where('originalName', 'in', [...names])
    .execute();
  for (const row of rows) found.set(row.originalName, row as unknown as FileRow);
  return found;
}

/** The first DN that announced a file before it was archived is the one that brought it. */
async function claimFiles(to: Retelling, receiptKey: string, receivedAt: number, files: readonly FileRow[]) {
  const own = files.filter((file) => file.receiptKey == null && file.archivedAt >= receivedAt);
  if (own.length === 0) return;
  await statement(to.ledger, ({ db }) =>
    db
      .updateTable('files')
      .set({ receiptKey })
      .where('mission', '=', to.mission.mission)
      .where(
        'archivePath',
        'in',
        own.map((file) => file.archivePath),
      )
      .execute(),
  );
}
