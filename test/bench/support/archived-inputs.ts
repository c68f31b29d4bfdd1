import { mkdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { archivePath } from '../../../src/domain/archive-layout.js';
import { addDays, type DataDay } from '../../../src/domain/data-day.js';
import { archiveName } from '../../../src/domain/granule.js';
import type { Mission } from '../../../src/domain/mission.js';
import { granulesOfDay } from '../../../src/domain/readiness.js';
import { archiveManyOnce } from '../../../src/ledger/archive-once.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { FileRow } from '../../../src/ledger/schema.js';

const CONTENT = 'nothing\n';

/** Puts every input of some days, and the day after the last, into archive and ledger, as receipts would have. Returns how many files. */
export async function archiveInputs(
  target: { archive: string; ledger: Ledger; mission: Mission },
  days: readonly DataDay[],
): Promise<number> {
  const { archive, ledger, mission } = target;
  const md5 = createHash('md5').update(CONTENT).digest('hex');
  const rows: FileRow[] = [];
  for (const day of [...days, addDays(days.at(-1)!, 1)]) {
    for (const [type, input] of Object.entries(mission.inputs)) {
      for (const granule of granulesOfDay(mission, type, day)) {
        for (const part of [...(input.edos ? ['00', '01'] : [undefined]), 'met']) {
          const name = archiveName({ granule, made: '20260101000000', ...(part !== undefined && { part }) });
          rows.push({
            mission: mission.mission,
            archivePath: archivePath(input.archive, day, name),
            originalName: name,
            archiveName: name,
            type,
            day,
            ...(granule.slot !== undefined && { slot: granule.slot }),
            ...(part !== undefined && { part }),
            size: CONTENT.length,
            md5,
            kind: 'input',
            archivedAt: Date.now() + 60_000,
          });
        }
      }
    }
  }
  for (const { archivePath: path } of rows) {
    await mkdir(dirname(join(archive, path)), { recursive: true });
    await writeFile(join(archive, path), CONTENT);
  }
  await archiveManyOnce(ledger, rows, () => Promise.resolve());
  return rows.length;
}
