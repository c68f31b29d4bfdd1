import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import type { ProductRow } from '../domain/mission.js';
import type { ProductVerdict } from '../domain/qa.js';
import { cleanMetText, editMet, metObjects, parseMet, type MetEdit } from '../formats/met.js';
import type { LevelTask, QaDecision, QaOutcome } from './contract.js';
import type { StagingManifest } from './stage.js';

const EXPLANATION_LENGTH = 255;

/**
 * Writes the verdict, the inputs used and the processor's version into a product's `.met`, in place: every other byte
 * stays. An object that the file does not have is left out; the flags themselves it must have.
 */
export async function writeVerdict(
  path: string,
  verdict: ProductVerdict,
  level: QaOutcome,
  task: LevelTask,
  manifest: StagingManifest,
): Promise<void> {
  const text = await readFile(path, 'latin1');
  const met = parseMet(text);
  const explanation = explain(verdict, level, manifest);
  // One pointer a granule, as the DAAC counts inputs. A list without room for them stays the processor's own.
  const inputs = manifest.inputs.flatMap((input) => input.files.slice(0, 1));
  const required: MetEdit[] = [
    { object: 'OPERATIONALQUALITYFLAG', value: verdict.verdict },
    { object: 'OPERATIONALQUALITYFLAGEXPLANATION', value: explanation },
  ];
  const where = (object: string, value: string | readonly string[], room = 1): MetEdit[] =>
    metObjects(met, object).some(
      (found) => found.object.value !== undefined && (found.object.numVal ?? 1) >= room,
    )
      ? [{ object, value }]
      : [];
  const edits = [
    ...required,
    ...where('QAPERCENTMISSINGDATA', String(verdict.percentMissing)),
    ...where('QAPERCENTOUTOFBOUNDSDATA', String(verdict.percentOutOfBounds)),
    ...where('PGEVERSION', task.version),
    ...where('INPUTPOINTER', inputs, inputs.length),
  ];
  const edited = editMet(text, edits);
  if (edited !== text) await writeFileAtomic(path, Buffer.from(edited, 'latin1'));
}

/** The metadata of a browse picture: that of its source, as a product of its own. */
export function browseMetadata(source: string, row: ProductRow, name: string): string {
  return editMet(source, [
    { object: 'LOCALGRANULEID', value: name },
    { object: 'SHORTNAME', value: row.type },
  ]);
}

/** Writes an operator's decision into a product's `.met`: the flag, and who said why. Every other byte stays. */
export async function writeDecision(
  path: string,
  decision: QaDecision,
  outcome: QaOutcome,
  manifest: StagingManifest,
): Promise<void> {
  const text = await readFile(path, 'latin1');
  const { verb, flag, by, why } = decision;
  const said = `${verb === 'accept' ? 'Accepted' : 'Rejected'} by ${by}: ${why}. `;
  const explanation = cleanMetText(`${said}${waiverWords(manifest)}${outcome.explanation}`);
  const edited = editMet(text, [
    { object: 'OPERATIONALQUALITYFLAG', value: flag },
    { object: 'OPERATIONALQUALITYFLAGEXPLANATION', value: explanation.slice(0, EXPLANATION_LENGTH) },
  ]);
  if (edited !== text) await writeFileAtomic(path, Buffer.from(edited, 'latin1'));
}

/** An operator's decision comes first: whatever is cut off at the end, that must stay. */
function explain(verdict: ProductVerdict, level: QaOutcome, manifest: StagingManifest): string {
  const said = verdict.reasons.length > 0 ? verdict.reasons.join(' ') : level.explanation;
  return cleanMetText(`${waiverWords(manifest)}${said}`).slice(0, EXPLANATION_LENGTH);
}

function waiverWords({ without, waivers = [] }: StagingManifest): string {
  if (without.length === 0) return '';
  const who = [...new Set(waivers.map(({ by, why }) => `${by}: ${why}`))].join('; ');
  return `Processed without ${without.join(', ')} by decision of an operator${who && ` (${who})`}. `;
}
