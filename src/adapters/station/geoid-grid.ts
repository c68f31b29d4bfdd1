import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const GRID = 'egm96_15.gtx';
const SYSTEM = '/usr/share/proj';

/**
 * The EGM96 grid where PROJ keeps its own. Where it isn't installed, the path at which Debian's proj-data would put it: making
 * elevations then says GEOID_MISSING with that path, instead of leaving the heights as they are.
 */
export function geoidGrid(environment: Readonly<Record<string, string | undefined>>): string {
  const named = [environment['PROJ_DATA'], environment['PROJ_LIB']].flatMap(
    (list) => list?.split(delimiter) ?? [],
  );
  const places = [...named.filter((folder) => folder !== ''), SYSTEM, '/usr/local/share/proj'];
  return places.map((folder) => join(folder, GRID)).find((path) => existsSync(path)) ?? join(SYSTEM, GRID);
}
