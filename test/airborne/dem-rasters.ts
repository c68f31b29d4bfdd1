import gdal from 'gdal-async';

/** A raster for a test: float32, its cells by place. */
export interface TestRaster {
  /** North-west corner, and size of a cell, in units of `crs`. */
  readonly west: number;
  readonly north: number;
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  readonly crs?: string;
  readonly nodata?: number;
  readonly bands?: number;
  readonly driver?: 'GTiff' | 'ENVI' | 'HFA' | 'EHdr';
  readonly options?: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** The value at the middle of a cell (longitude or easting, latitude or northing). */
  readonly value: (x: number, y: number) => number;
}

/** Writes it. */
export function writeRaster(path: string, raster: TestRaster): string {
  const { west, north, size, columns, rows, bands = 1 } = raster;
  const dataset = gdal.open(path, 'w', raster.driver ?? 'GTiff', columns, rows, bands, gdal.GDT_Float32, {
    ...raster.options,
  });
  if (raster.crs !== '') dataset.srs = gdal.SpatialReference.fromUserInput(raster.crs ?? 'EPSG:4326');
  dataset.geoTransform = [west, size, 0, north, 0, -size];
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      values[row * columns + column] = raster.value(west + (column + 0.5) * size, north - (row + 0.5) * size);
  dataset.bands.forEach((band) => {
    if (raster.nodata !== undefined) band.noDataValue = raster.nodata;
    if (raster.unit !== undefined) band.unitType = raster.unit;
    band.pixels.write(0, 0, columns, rows, values);
  });
  dataset.close();
  return path;
}

/** Reads a DEM that was made: GDAL's own view of it. */
export function readDem(path: string): {
  readonly at: (longitude: number, latitude: number) => number;
  readonly corner: { readonly west: number; readonly north: number };
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  readonly wkt: string;
  readonly driver: string;
} {
  const dataset = gdal.open(path);
  const [west, size, , north, , down] = dataset.geoTransform as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { x: columns, y: rows } = dataset.rasterSize;
  const values = dataset.bands.get(1).pixels.read(0, 0, columns, rows, new Float32Array(columns * rows));
  const wkt = dataset.srs!.toWKT();
  const driver = dataset.driver.description;
  dataset.close();
  return {
    at: (longitude, latitude) =>
      values[Math.floor((north - latitude) / -down) * columns + Math.floor((longitude - west) / size)]!,
    corner: { west, north },
    dx: size,
    dy: -down,
    columns,
    rows,
    values: values as Float32Array,
    wkt,
    driver,
  };
}
