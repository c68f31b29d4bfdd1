import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { StationPaths } from '../../adapters/station/config.js';
import { parseProductName } from '../../domain/product.js';
import { filesOfDay } from '../../ledger/files.js';
import type { LevelKey, Retelling } from '../../ledger/rebuild/moment.js';
import type { ProductMet } from '../../ledger/rebuild/quality.js';

/** The products of a level with their metadata: those in the archive, or, of a run that is not archived, those in staging. */
export async function productMets(
  to: Retelling,
  paths: StationPaths,
  key: LevelKey,
  run?: number,
): Promise<ProductMet[]> {
  const archived = (await filesOfDay(to.ledger, key)).filter(
    (file) => file.level === key.level && file.part !== 'met' && (run === undefined || file.run === run),
  );
  if (archived.length === 0 && run !== undefined) return stagedMets(to, paths, key, run);
  return Promise.all(
    archived.map(async ({ archiveName: name, archivePath, type }) => ({
      ...{ name, type },
      met: await textOf(join(paths.archive, `${archivePath}.met`)),
    })),
  );
}

async function stagedMets(
  to: Retelling,
  paths: StationPaths,
  key: LevelKey,
  run: number,
): Promise<ProductMet[]> {
  const directory = join(paths.staging, key.day, key.level, `run-${run}`, 'out');
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const products = names.sort().flatMap((name) => {
    const type = parseProductName(to.mission.levels[key.level]!, name)?.row.type;
    return type === undefined ? [] : [{ name, type }];
  });
  return Promise.all(
    products.map(async (product) => ({
      ...product,
      met: await textOf(join(directory, `${product.name}.met`)),
    })),
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'latin1').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}
