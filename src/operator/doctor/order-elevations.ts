import { access } from 'node:fs/promises';
import { crsOf } from '../../airborne/crs.js';
import { surveyGeoid, surveyMosaic } from '../../airborne/dem/survey.js';
import { GdalPoints } from '../../airborne/reproject/gdal-points.js';
import type { DemMosaic, ScopsConfig } from '../../domain/scops/config.js';
import { counted } from '../../domain/words.js';
import { firstLine, type DoctorCheck } from './check.js';

/** In the middle of Great Britain: longitude and latitude. */
const IN_BRITAIN = [-2, 53] as const;

/** The mosaics that orders may choose, with the geoid of each, and the grid of the British National Grid. */
export async function checkElevations({ dem }: ScopsConfig): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  for (const mosaic of dem.mosaics) checks.push(await checkMosaic(mosaic));
  if (dem.mosaics.length === 0)
    checks.push({
      name: 'Elevations',
      ok: false,
      required: false,
      problem: 'No mosaic of elevations is configured, so every client has to send a DEM.',
      next: 'Name one under `scops: dem: mosaics:` in station.yaml.',
    });
  checks.push(await checkNationalGrid(dem.osngGrid));
  return checks;
}

async function checkMosaic({ name, path, geoid }: DemMosaic): Promise<DoctorCheck> {
  const check = { name: `Elevations ${name}`, required: false };
  const failed = (error: unknown, next: string): DoctorCheck => ({
    ...check,
    ok: false,
    problem: sentenceOf(error),
    next,
  });
  let survey: Awaited<ReturnType<typeof surveyMosaic>>;
  try {
    survey = await surveyMosaic(path);
  } catch (error) {
    return failed(
      error,
      `Put its files there, or correct the path of '${name}' in \`scops: dem: mosaics:\`.`,
    );
  }
  const what = survey.tiles === null ? path : `${path}, ${counted(survey.tiles, 'tile')}`;
  if (geoid === null) return { ...check, ok: true, found: `${what}; its heights are ellipsoidal` };
  try {
    const { min, max } = await surveyGeoid(geoid, survey.box);
    return {
      ...check,
      ok: true,
      found: `${what}; ${geoid} raises it by ${min.toFixed(1)} to ${max.toFixed(1)} m`,
    };
  } catch (error) {
    return failed(
      error,
      `Install it (Debian: sudo apt-get install proj-data), or name the geoid of '${name}' in \`scops: dem: mosaics:\`.`,
    );
  }
}

/** Every order over Britain may ask for it. */
async function checkNationalGrid(grid: string | null): Promise<DoctorCheck> {
  const check = { name: 'British National Grid', required: false };
  const next = 'Get OSTN15_NTv2 from the Ordnance Survey, and name it in `scops: dem: osngGrid:`.';
  if (grid === null)
    return {
      ...check,
      ok: false,
      problem: 'No NTv2 grid is configured, so maps on the British National Grid lie some metres off.',
      next,
    };
  try {
    await access(grid);
    new GdalPoints(crsOf({ kind: 'ukbng' }, grid)).checkGrid(new Float64Array(IN_BRITAIN));
    return { ...check, ok: true, found: grid };
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    const problem = isThere ? sentenceOf(error) : `The grid ${grid} is not there.`;
    return { ...check, ok: false, problem, next };
  }
}

function sentenceOf(error: unknown): string {
  return `${firstLine(error).replace(/\.$/, '')}.`;
}
