import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { hasCode, rethrowIo } from '../adapters/files/io-error.js';
import { packageVersion } from '../adapters/package-version.js';
import type { DataDay } from '../domain/data-day.js';
import { checkProv } from '../formats/prov-check.js';
import { emitProv } from '../formats/prov.js';
import { provenanceDocument } from '../ledger/provenance/document.js';
import { provenanceFacts } from '../ledger/provenance/facts.js';
import { provenancePath } from '../ledger/provenance/inputs.js';
import type { StationContext } from './context.js';

/**
 * Writes the provenance of a day beside its products, `archive/provenance/2026/11/2026-11-20.json`, when it has changed.
 * For the end of a stage, and for whatever is decided about a day afterwards. It is made anew from the ledger each time,
 * so it may be done twice, and whoever comes after a failure makes it whole. A day that the ledger doesn't know has none.
 *
 * Throws OperationsError DISK_FULL or NOT_WRITABLE; another I/O error as it is.
 */
export async function writeProvenance(context: StationContext, day: DataDay): Promise<void> {
  const path = join(context.paths.archive, provenancePath(day));
  // Two levels may end at once, in two processes. Each looks once more after it has written, so that the last to write
  // has read the ledger after everybody else, and an older text doesn't stay.
  for (;;) {
    const text = await provenanceText(context, day);
    if (text === undefined || text === (await present(path))) return;
    await writeFileAtomic(path, text).catch((error: unknown) =>
      rethrowIo(error, 'the provenance of the day'),
    );
  }
}

async function provenanceText(context: StationContext, day: DataDay): Promise<string | undefined> {
  const { ledger, mission } = context;
  const about = { mission, software: packageVersion() };
  const facts = await provenanceFacts(ledger, { mission: mission.mission, day }, about);
  if (!facts) return undefined;
  const document = provenanceDocument(facts);
  const problems = checkProv(document);
  if (problems.length > 0)
    throw new Error(`The provenance of ${day} is not valid PROV-JSON: ${problems.slice(0, 5).join(' ')}`);
  return emitProv(document);
}

async function present(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    return rethrowIo(error, 'the provenance of the day');
  });
}
