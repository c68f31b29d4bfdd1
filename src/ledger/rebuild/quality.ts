import { metValue, parseMet } from '../../formats/met.js';
import { FormatError } from '../../formats/format-error.js';
import { replaceQa } from '../qa.js';
import type { QaRow } from '../schema.js';
import type { ProvenanceSource } from './from-provenance.js';
import type { LevelKey, Retelling } from './moment.js';

/** What QA said of a level, and of which run. */
export interface LevelQuality {
  readonly key: LevelKey;
  readonly run: number;
  /** `product: reason`, as the outcome of the stage has them. */
  readonly reasons: readonly string[];
  readonly at: number;
}

/** A product and the text of its `.met`, when it has one. */
export interface ProductMet {
  readonly name: string;
  readonly type: string;
  readonly met: string | undefined;
}

const VERDICTS: readonly unknown[] = ['Passed', 'Suspect', 'Failed'] satisfies QaRow['verdict'][];

/**
 * Writes the verdict of every product of a level from its metadata, with the reasons that QA gave, and what it
 * measured from the provenance of the day; without that the figures stay empty. Gives the products without a verdict.
 */
export async function rebuildQuality(
  to: Retelling,
  { key, run, reasons, at }: LevelQuality,
  products: readonly ProductMet[],
  provenance: ProvenanceSource | undefined,
): Promise<string[]> {
  const rows: Omit<QaRow, keyof LevelKey>[] = [];
  const silent: string[] = [];
  for (const { name, type, met } of products) {
    const verdict = met === undefined ? undefined : verdictIn(met);
    if (verdict === undefined) {
      silent.push(name);
      continue;
    }
    const own = reasons.filter((reason) => reason.startsWith(`${name}: `));
    rows.push({
      ...{ product: name, type, verdict, run, measuredAt: at },
      figures: provenance?.figuresOf(key, name) ?? {},
      reasons: own.map((reason) => reason.slice(name.length + 2)),
    });
  }
  await replaceQa(to.ledger, key, rows);
  return silent;
}

/** The worst verdict in the metadata of some products; undefined when none has one. */
export function worstVerdict(products: readonly ProductMet[]): QaRow['verdict'] | undefined {
  const said = new Set(products.map(({ met }) => (met === undefined ? undefined : verdictIn(met))));
  return (['Failed', 'Suspect', 'Passed'] as const).find((verdict) => said.has(verdict));
}

/** OPERATIONALQUALITYFLAG of a `.met`; undefined when it cannot be read or says something else. */
export function verdictIn(met: string): QaRow['verdict'] | undefined {
  try {
    const flag = metValue(parseMet(met), 'OPERATIONALQUALITYFLAG');
    return VERDICTS.includes(flag) ? (flag as QaRow['verdict']) : undefined;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
}
