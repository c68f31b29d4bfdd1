import { OperationsError } from '../domain/failures.js';
import type { Projection } from '../domain/scops/order.js';
import { gdal, gdalWords } from './gdal.js';

/** A projection as programs that read rasters know it. */
export interface Crs {
  /** For PROJ: the grid of `ukbng` is in it where there is one. */
  readonly proj4: string;
  /** For ENVI's `coordinate system string`: WKT as ESRI writes it, of one line and without braces. */
  readonly wkt: string;
  /** The value of `projection` in an IGM's header. */
  readonly name: string;
  /** The value of `datum ellipsoid` there. */
  readonly datum: string;
  /** Whether the unit of the map is the metre; what else it is, only the WKT says: ENVI's word for feet is ambiguous. */
  readonly metres: boolean;
  /** True for `ukbng` without its grid: a similarity transformation stands for it, which is metres off. */
  readonly approximate: boolean;
}

/** The British National Grid, but for how it is tied to WGS 84. */
const NATIONAL_GRID = '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000';

/**
 * The facts of a projection. Throws OperationsError PROJECTION_INVALID for a zone that isn't one, and for a PROJ string that
 * PROJ refuses, that isn't a projection or that names a file; GDAL is loaded for PROJ strings only.
 */
export function crsOf(projection: Projection, osngGrid: string | null): Crs {
  switch (projection.kind) {
    case 'utm':
      return utm(projection.zone, projection.hemisphere);
    case 'ukbng':
      return nationalGrid(osngGrid);
    case 'proj':
      return free(projection.proj);
  }
}

/**
 * The header fields that place a map of north-up pixels: `map info`, `projection info` where ENVI needs one, and
 * `coordinate system string`. `ulx`, `uly` is the outer corner of the upper left pixel, `px`, `py` the size of a pixel, all in
 * the projection's unit. Throws as {@link crsOf}.
 */
export function mapInfo(
  projection: Projection,
  ulx: number,
  uly: number,
  px: number,
  py: number,
): Map<string, string> {
  const crs = crsOf(projection, null);
  const place = `1, 1, ${ulx}, ${uly}, ${px}, ${py}`;
  const fields = new Map<string, string>();
  if (projection.kind === 'utm') {
    const hemisphere = projection.hemisphere === 'N' ? 'North' : 'South';
    fields.set('map info', `{UTM, ${place}, ${projection.zone}, ${hemisphere}, WGS-84, units=Meters}`);
  } else if (projection.kind === 'ukbng') {
    const datum = 'Ordnance Survey of Great Britain 36';
    fields.set('map info', `{OSNG, ${place}, ${datum}, units=Meters}`);
    fields.set(
      'projection info',
      `{3, 6377563.396, 6356256.909, 49, -2, 400000, -100000, 0.9996012717, ${datum}, OSNG}`,
    );
  } else fields.set('map info', `{Arbitrary, ${place}${crs.metres ? ', units=Meters' : ''}}`);
  return fields.set('coordinate system string', `{${crs.wkt}}`);
}

function utm(zone: number, hemisphere: 'N' | 'S'): Crs {
  if (!Number.isInteger(zone) || zone < 1 || zone > 60)
    throw new OperationsError('PROJECTION_INVALID', `UTM has no zone ${zone}; its zones are 1 to 60.`);
  const south = hemisphere === 'S';
  return {
    proj4: `+proj=utm +zone=${zone}${south ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`,
    wkt: transverseMercator({
      name: `WGS_1984_UTM_Zone_${zone}${hemisphere}`,
      geographic:
        'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
      easting: 500_000,
      northing: south ? 10_000_000 : 0,
      meridian: zone * 6 - 183,
      scale: 0.9996,
      latitude: 0,
    }),
    name: `utm_wgs84${hemisphere} ${zone} ${south ? 'South' : 'North'}`,
    datum: 'WGS-84',
    metres: true,
    approximate: false,
  };
}

function nationalGrid(grid: string | null): Crs {
  if (grid !== null && /[\s,"{}]/.test(grid))
    throw new OperationsError(
      'PROJECTION_INVALID',
      `PROJ cannot read the grid ${grid}: its path has a space, comma, quote or brace.`,
    );
  return {
    proj4:
      grid === null
        ? `${NATIONAL_GRID} +datum=OSGB36 +units=m +no_defs`
        : `${NATIONAL_GRID} +ellps=airy +nadgrids=${grid} +units=m +no_defs`,
    wkt: transverseMercator({
      name: 'British_National_Grid',
      geographic:
        'GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
      easting: 400_000,
      northing: -100_000,
      meridian: -2,
      scale: 0.9996012717,
      latitude: 49,
    }),
    name: 'osng',
    datum: 'Airy 1830',
    metres: true,
    approximate: grid === null,
  };
}

/** A grid or a definition by its path: clients send these strings, and the station's files are not theirs to name. */
const NAMES_FILE = /\+?(?:nadgrids|geoidgrids|grids|init)\s*=\s*\S*[/\\]/i;

function free(given: string): Crs {
  const proj4 = given.trim().replace(/\s+/g, ' ');
  const refuse = (why: string, cause?: unknown) =>
    new OperationsError(
      'PROJECTION_INVALID',
      `The projection ${JSON.stringify(proj4.slice(0, 200))} ${why}.`,
      [],
      cause === undefined ? undefined : { cause },
    );
  if (/[{}]/.test(proj4)) throw refuse('has braces, which no ENVI header can hold');
  if (NAMES_FILE.test(proj4))
    throw refuse('names a file by its path; only grids that PROJ finds by name can be used');
  let known: { readonly wkt: string; readonly unit: number } | undefined;
  try {
    const { SpatialReference } = gdal();
    const srs = SpatialReference.fromProj4(proj4);
    if (!srs.isProjected()) known = undefined;
    else {
      const esri = srs.clone();
      esri.morphToESRI();
      known = { wkt: esri.toWKT(), unit: srs.getLinearUnits().value };
    }
  } catch (error) {
    throw refuse(`cannot be used: ${gdalWords(error)}`, error);
  }
  if (known === undefined) throw refuse('is no projection to a map');
  return {
    proj4,
    wkt: known.wkt.replace(/[\r\n{}]+/g, ' '),
    name: 'user',
    datum: /(?:SPHEROID|ELLIPSOID)\["([^"]*)"/.exec(known.wkt)?.[1] ?? 'unknown',
    metres: known.unit === 1,
    approximate: false,
  };
}

function transverseMercator(parts: {
  readonly name: string;
  readonly geographic: string;
  readonly easting: number;
  readonly northing: number;
  readonly meridian: number;
  readonly scale: number;
  readonly latitude: number;
}): string {
  const parameter = (name: string, value: number) =>
    `PARAMETER["${name}",${Number.isInteger(value) ? `${value}.0` : value}]`;
  return [
    `PROJCS["${parts.name}"`,
    parts.geographic,
    'PROJECTION["Transverse_Mercator"]',
    parameter('False_Easting', parts.easting),
    parameter('False_Northing', parts.northing),
    parameter('Central_Meridian', parts.meridian),
    parameter('Scale_Factor', parts.scale),
    parameter('Latitude_Of_Origin', parts.latitude),
    'UNIT["Meter",1.0]]',
  ].join(',');
}
