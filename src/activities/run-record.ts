import { levelRow } from '../ledger/levels.js';
import type { RunRow } from '../ledger/schema.js';
import type { LevelKey } from './contract.js';
import type { StationContext } from './context.js';
import type { StagingManifest } from './stage.js';

/**
 * What the ledger keeps of the inputs of a run: by a manifest, for the run that was staged and for one that is run anew
 * on it. A manifest from before the archive paths stood in it tells no inputs.
 */
export function givenBy(manifest: StagingManifest): Pick<RunRow, 'inputs' | 'without'> {
  const inputs = manifest.inputs.flatMap(({ key, archived }) => (archived ? [{ key, files: archived }] : []));
  return {
    ...(inputs.length === manifest.inputs.length && { inputs }),
    without: manifest.without,
  };
}

/** The edition that a run of a level makes. */
export async function editionOf({ ledger }: StationContext, key: LevelKey): Promise<number> {
  return (await levelRow(ledger, key))?.edition ?? 1;
}
