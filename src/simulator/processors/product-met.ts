import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { emitMet } from '../../formats/met.js';
import type { ResolvedPcfFile } from '../../formats/pcf.js';
import type { Run } from './run.js';

/** What the products of a run have in common in their metadata. */
export interface ProductFacts {
  /** Production time of the newest input, UTC text: a product's own time would differ from run to run. */
  readonly made: string;
  /** First and last instant of the data, UTC text. */
  readonly range: readonly [string, string];
}

/** Writes the `.met` of a product to the path that the PCF gives, or beside the product. */
export function writeProductMet(
  run: Run,
  file: ResolvedPcfFile,
  facts: ProductFacts & {
    readonly type: string;
    readonly parameter: string;
    readonly percentMissing?: number;
  },
): void {
  const text = emitMet({
    shortName: facts.type,
    versionId: 1,
    localGranuleId: basename(file.path),
    productionDateTime: facts.made,
    localVersionId: run.version,
    rangeBegin: facts.range[0],
    rangeEnd: facts.range[1],
    pgeVersion: run.version,
    inputPointers: run.inputPointers,
    parameterName: facts.parameter,
    operationalFlag: 'Not Investigated',
    operationalExplanation: 'Not yet investigated',
    automaticFlag: 'Passed',
    automaticExplanation: 'No error was met during processing',
    percentMissing: Math.round(facts.percentMissing ?? 0),
    percentOutOfBounds: 0,
  });
  writeFileSync(file.met ?? `${file.path}.met`, text);
}

/** Attributes of the file that say the same as the `.met`. */
export function fileAttributes(run: Run, { made, range }: ProductFacts): Record<string, string> {
  return {
    InstrumentName: 'MOPITT',
    PlatformName: 'Terra',
    DataDay: run.day,
    PGEVersion: run.version,
    StartDateTime: range[0],
    StopDateTime: range[1],
    ProductionDateTime: made,
  };
}
