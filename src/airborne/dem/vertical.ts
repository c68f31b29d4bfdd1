import type gdal from 'gdal-async';

/** Names that heights above a geoid or a tide gauge go by. */
const GEOIDAL =
  /\b(EGM ?(84|96|2008|08)|geoid(al)?|orthometric|mean sea level|MSL|Newlyn|ODN|NAVD ?88|EVRF|DVR90|gravity-related)\b/i;
const FEET = /\b(us )?(survey )?(foot|feet|ft)\b/i;

/**
 * What a scientist should know of a DEM's heights before they are believed. Whether heights are above the ellipsoid cannot be
 * seen in them: the geoid differs from it by −106…+86 m, which any landscape may do too. So nothing is guessed from the values;
 * a warning is given where the file says so itself, in its vertical coordinate system, its unit or its metadata.
 */
export function warningsOf(raster: gdal.Dataset): string[] {
  const wkt = raster.srs?.toWKT() ?? '';
  const vertical = /VERT(?:_CS|CRS)\["([^"]*)"/.exec(wkt)?.[1];
  const band = raster.bands.get(1);
  const words = [raster.getMetadata(), band.getMetadata(), band.description]
    .map((part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part ?? '')))
    .join(' ');
  const said = vertical !== undefined && !/ellipsoid/i.test(vertical) ? vertical : GEOIDAL.exec(words)?.[0];
  const warnings: string[] = [];
  if (said !== undefined)
    warnings.push(
      `The DEM says that its heights are of '${said.slice(0, 60)}': above sea level, not above the WGS84 ellipsoid. They are used as they are; where they should be raised, choose a mosaic of the station, or send heights above the ellipsoid.`,
    );
  const unit = band.unitType ?? '';
  const verticalUnit = /VERT(?:_CS|CRS)\[.*?(?:LENGTH)?UNIT\["([^"]*)"/.exec(wkt)?.[1] ?? '';
  if (FEET.test(unit) || FEET.test(verticalUnit))
    warnings.push('The DEM says that its heights are in feet; they are taken as metres.');
  return warnings;
}
