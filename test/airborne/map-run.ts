import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MapRequest, StageFacts } from '../../src/airborne/contract.js';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import type { Samples } from '../../src/airborne/envi/samples.js';
import { gdal } from '../../src/airborne/gdal.js';
import { map } from '../../src/airborne/map/map.js';
import type { EnviHeader } from '../../src/formats/envi-header.js';

/** A folder that is gone after the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sipstream-map-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A request with what most tests don't care about. */
export function mapRequest(
  folder: string,
  line: { readonly raster: string; readonly igm: string },
  wishes: Partial<MapRequest> = {},
): MapRequest {
  return {
    kind: 'map',
    ...line,
    pixelSize: { x: 1, y: 1 },
    bands: [1],
    interpolation: 'nearest',
    type: 'float32',
    projection: { kind: 'utm', zone: 30, hemisphere: 'N' },
    bounds: null,
    ignoreValue: 0,
    index: join(folder, 'line.index'),
    ignoreFreeSpace: false,
    output: join(folder, 'mapped.bil'),
    ...wishes,
  };
}

/** A map, read back as a whole. */
export interface Mapped {
  readonly facts: StageFacts;
  readonly said: readonly string[];
  readonly header: EnviHeader;
  readonly left: number;
  readonly top: number;
  /** The value of a cell; `band` from 0. */
  at(row: number, column: number, band?: number): number;
}

/** Maps in this process and reads the map back. */
export async function mapped(request: MapRequest): Promise<Mapped> {
  const said: string[] = [];
  const facts = await map(request, { progress: () => undefined, say: (line) => said.push(line) });
  const reader = await RasterReader.open(request.output);
  const { header } = reader;
  const values: Samples = await reader.read(0, header.lines);
  await reader.close();
  const [left, top] = [facts['left'] as number, facts['top'] as number];
  const at = (row: number, column: number, band = 0) =>
    values[(row * header.bands + band) * header.samples + column]!;
  return { facts, said, header, left, top, at };
}

/** A geographic box from corners in UTM zone 30. */
export function geographic(minX: number, minY: number, maxX: number, maxY: number) {
  const { CoordinateTransformation, SpatialReference } = gdal();
  const inverse = new CoordinateTransformation(
    SpatialReference.fromProj4('+proj=utm +zone=30 +datum=WGS84'),
    SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
  );
  const [low, high] = [inverse.transformPoint(minX, minY), inverse.transformPoint(maxX, maxY)];
  return { west: low.x, south: low.y, east: high.x, north: high.y };
}
