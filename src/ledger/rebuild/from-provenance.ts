import { z } from 'zod';
import type { Mission } from '../../domain/mission.js';
import { provNames } from '../provenance/names.js';
import type { QaRow, RunInput, RunParameter, RunRow } from '../schema.js';
import type { LevelKey } from './moment.js';

const literal = z.object({ $: z.string() });
const attributes = z.record(z.string(), z.unknown());
const relations = z.record(z.string(), attributes).default({});
const documentSchema = z.object({
  entity: z.record(z.string(), attributes).default({}),
  used: relations,
  hadMember: relations,
});
const parametersSchema = z.array(z.object({ lun: z.number(), description: z.string(), value: z.string() }));
const figuresSchema = z.record(z.string(), z.unknown());

/**
 * A provenance document as a source: what runs were given and what QA measured, which stands nowhere else once the
 * ledger is lost. It is the station's own; one of another make tells nothing.
 */
export class ProvenanceSource {
  private constructor(
    private readonly mission: Mission,
    private readonly document: z.infer<typeof documentSchema>,
  ) {}

  /** Reads a document; undefined for a text that is none. */
  static read(mission: Mission, text: string): ProvenanceSource | undefined {
    const document = documentSchema.safeParse(parsed(text));
    return document.success ? new ProvenanceSource(mission, document.data) : undefined;
  }

  /** The inputs and the parameters that a run was given, as far as the document tells. */
  given(key: LevelKey, run: number): Pick<RunRow, 'inputs' | 'parameters'> {
    const inputs = this.inputsOf(key, run);
    const parameters = this.parametersOf(key, run);
    return { ...(inputs && { inputs }), ...(parameters && { parameters }) };
  }

  /** What QA measured of a product. */
  figuresOf(key: LevelKey, product: string): QaRow['figures'] | undefined {
    return jsonIn(this.document.entity[provNames.finding(key, product)]?.['sips:figures'], figuresSchema);
  }

  private parametersOf(key: LevelKey, run: number): readonly RunParameter[] | undefined {
    return jsonIn(this.document.entity[provNames.parameters(key, run)]?.['prov:value'], parametersSchema);
  }

  private inputsOf(key: LevelKey, run: number): RunInput[] | undefined {
    const activity = provNames.run(key, run);
    const collection = Object.values(this.document.used).find(
      (used) => used['prov:activity'] === activity && used['prov:role'] === 'inputs',
    )?.['prov:entity'];
    if (collection === undefined) return undefined;
    const byGranule = new Map<string, string[]>();
    for (const member of Object.values(this.document.hadMember)) {
      if (member['prov:collection'] !== collection) continue;
      const file = this.document.entity[String(member['prov:entity'])];
      const [path, granule] = [file?.['prov:location'], file?.['sips:granule']];
      // A file that the ledger had lost already, when the document was written, has no granule: no list is better than a false one.
      if (typeof path !== 'string' || typeof granule !== 'string') return undefined;
      byGranule.set(granule, [...(byGranule.get(granule) ?? []), path]);
    }
    const order = this.orderOf(key.level);
    return [...byGranule]
      .sort(([a], [b]) => order(a) - order(b) || compare(a, b))
      .map(([granule, files]) => ({ key: granule, files: files.sort(metadataLast) }));
  }

  /** Granules are staged in the order of the level's rules, calibration events after all others. */
  private orderOf(level: string): (granule: string) => number {
    const rules = this.mission.levels[level]?.inputs ?? [];
    const types = [...rules].sort((a, b) => Number(Boolean(a.nearest)) - Number(Boolean(b.nearest)));
    return (granule) => types.findIndex(({ type }) => granule.startsWith(`${type}/`));
  }
}

function jsonIn<T>(value: unknown, schema: z.ZodType<T>): T | undefined {
  const text = literal.safeParse(value);
  if (!text.success) return undefined;
  const read = schema.safeParse(parsed(text.data.$));
  return read.success ? read.data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function metadataLast(a: string, b: string): number {
  return Number(a.endsWith('.met')) - Number(b.endsWith('.met')) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
