import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const GRID = 'egm96_15.gtx';
const SYSTEM = '/usr/share/proj';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The EGM96 grid where PROJ keeps its own: the folders of PROJ_DATA and PROJ_LIB first, then those of the system; null when it
 * is in none of them. Heights of SRTM and ASTER are above EGM96.
 */
export function findGeoid(environment: Environment = process.env): string | null {
  const named = [environment['PROJ_DATA'], environment['PROJ_LIB']].flatMap(
    (list) => list?.split(delimiter).filter((folder) => folder !== '') ?? [],
  );
  const places = [...named, SYSTEM, '/usr/local/share/proj'].map((folder) => resolve(folder, GRID));
  return places.find((path) => existsSync(path)) ?? null;
}

/**
 * That grid; where it isn't installed, the path at which Debian's proj-data would put it: making elevations then says
 * GEOID_MISSING with that path, instead of leaving the heights as they are.
 */
export function geoidGrid(environment: Environment): string {
  return findGeoid(environment) ?? join(SYSTEM, GRID);
}
