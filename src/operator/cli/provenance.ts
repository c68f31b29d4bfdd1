import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDay } from '../../domain/data-day.js';
import { emitProv } from '../../formats/prov.js';
import { provenancePath } from '../../ledger/provenance/inputs.js';
import { CommandError } from '../reading/command-error.js';
import { withLedger } from '../reading/home.js';
import { askedDocument, askedFiles, readProvenance, type ProvenanceQuestion } from '../reading/provenance.js';
import { wrap } from '../words/layout.js';
import { provenanceLines } from '../words/provenance.js';
import type { Session } from './io.js';

/** `provenance`: in words, or with `--json` as the PROV-JSON document that also lies in the archive. */
export async function provenance(
  session: Session,
  day: DataDay,
  question: ProvenanceQuestion,
): Promise<number> {
  await withLedger(session.home, session.options.mission, async ({ ledger, missionName, mission, paths }) => {
    const facts = await readProvenance(ledger, missionName, mission, day);
    if (!facts) {
      throw new CommandError(
        'NOT_KNOWN',
        `${day} has not been opened.`,
        `\`sipstream why ${day}\` says what opens it.`,
      );
    }
    const files = askedFiles(facts, question);
    const { level, file } = question;
    if (level !== undefined && !facts.record.levels.some((row) => row.level === level))
      throw new CommandError('NOT_KNOWN', `${day} has no level ${level}.`, 'Name another level.');
    if (file !== undefined && files.length === 0) {
      throw new CommandError(
        'NOT_KNOWN',
        `${file} is no product of ${day}${level === undefined ? '' : ` ${level}`}.`,
        `\`sipstream files ${day}\` lists them.`,
      );
    }
    if (session.options.json) {
      // The text of the file in the archive itself, so that the two can be compared.
      session.io.stdout(emitProv(askedDocument(facts, question)));
      return;
    }
    const path = join(paths.archive, provenancePath(day));
    const where = (await exists(path))
      ? `As W3C PROV: ${path}`
      : `The file is written when the first level is archived: ${path}`;
    session.answer(undefined, () => [
      ...provenanceLines(facts, { files, level, single: file !== undefined }, session.style),
      '',
      ...wrap(where),
    ]);
  });
  return 0;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
