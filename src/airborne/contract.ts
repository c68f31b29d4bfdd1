import type { ExtraFormat, GeoBounds, Interpolation, Projection } from '../domain/scops/order.js';

/**
 * What the programs of the airborne chain are asked: plain JSON, one object a run. Paths are absolute. A kernel makes its
 * output under another name in the same folder and renames it when it is complete; it may be killed at any instruction and
 * run again.
 */

/** Who does a stage that APL can do as well. */
export interface AplChoice {
  /** The folder of APL's executables, absolute: they do this stage instead of the built-in kernel. */
  readonly apl?: string | null;
}

/** Level-1 data with 0 where the mask says that a pixel is bad. */
export interface MaskRequest extends AplChoice {
  readonly kind: 'mask';
  readonly level1: string;
  /** uint8, the same dimensions as the level-1 file. */
  readonly mask: string;
  /** The bad-pixel-method file, or null. */
  readonly methods: string | null;
  /** Sum of the flags that mask a pixel, and of the methods that count for flag 4 (masks.ts). */
  readonly flags: number;
  readonly methodFlags: number;
  readonly output: string;
}

/** Level-1 geometry to ground: an IGM (float64 BIL: longitude, latitude, height; -9999 where nothing was hit). */
export interface GeocorrectRequest extends AplChoice {
  readonly kind: 'geocorrect';
  readonly level1: string;
  readonly navigation: string;
  readonly viewVectors: string;
  /** Float32, geographic WGS84, heights above the ellipsoid; null: the ellipsoid itself. */
  readonly dem: string | null;
  /** Order of the attitude rotations; default `zxy`, as APL has it. */
  readonly rotation?: 'zxy' | 'zyx';
  readonly output: string;
}

/** An IGM in longitude and latitude to one in a projection. */
export interface ReprojectRequest extends AplChoice {
  readonly kind: 'reproject';
  readonly igm: string;
  readonly projection: Projection;
  /** The NTv2 grid of the British National Grid; without it `ukbng` is made approximately, and marked. */
  readonly osngGrid: string | null;
  readonly output: string;
}

/** Sensor geometry to a map: ENVI BIL of `type`, 0 where nothing is. */
export interface MapRequest extends AplChoice {
  readonly kind: 'map';
  /** The projected IGM. */
  readonly igm: string;
  /** What is mapped: level 1, masked or not, or a product of band maths. */
  readonly raster: string;
  readonly pixelSize: { readonly x: number; readonly y: number };
  /** 1-based, in the order of the output's bands. */
  readonly bands: readonly number[];
  readonly interpolation: Interpolation;
  readonly type: 'uint16' | 'float32';
  readonly projection: Projection;
  /** Cuts the map to a geographic box; null: all of the line. */
  readonly bounds: GeoBounds | null;
  /** The value that counts as 'no data' in the raster and is filled from valid neighbours; null: none. */
  readonly ignoreValue: number | null;
  /** Where the index of the line for this grid is kept, made by the first product that needs it. */
  readonly index: string;
  /** False: refuses when the disk has no room for the map (DISK_FULL). */
  readonly ignoreFreeSpace: boolean;
  readonly output: string;
}

/** A formula over the bands of a level-1 file: float32, one band, in sensor geometry. */
export interface BandMathsRequest {
  readonly kind: 'bandmaths';
  readonly level1: string;
  readonly expression: string;
  /** A pixel that is masked in any band of the formula becomes 0 in the output; null: nothing is masked. */
  readonly mask: {
    readonly file: string;
    readonly methods: string | null;
    readonly flags: number;
    readonly methodFlags: number;
  } | null;
  readonly output: string;
}

/** A plugin over the level-1 file: any raster of the level-1 file's samples and lines. */
export interface PluginRequest {
  readonly kind: 'plugin';
  /** The file of the plugin: `.js`, `.mjs` or `.py`. */
  readonly plugin: string;
  readonly python: string;
  readonly level1: string;
  /** A folder of this run alone, in which the plugin may write. */
  readonly folder: string;
  /** Where the raster that it made is put. */
  readonly output: string;
}

/** A product's zip (the .bil and its .bil.hdr, deflated), its quick-look, and what else was asked for. */
export interface PackRequest {
  readonly kind: 'pack';
  readonly mapped: string;
  readonly formats: readonly ExtraFormat[];
  readonly zip: string;
  /** A PNG, at most 1024 pixels wide and high. */
  readonly quickLook: string;
  /** The files of `formats`, by format. */
  readonly extras: Readonly<Partial<Record<ExtraFormat, string>>>;
}

/** The zip of zips (stored, not deflated). */
export interface BundleRequest {
  readonly kind: 'bundle';
  readonly entries: readonly { readonly path: string; readonly name: string }[];
  readonly zip: string;
}

/** The elevations of an order from a mosaic: ENVI Float32, geographic WGS84, heights above the ellipsoid, no holes. */
export interface DemRequest {
  readonly kind: 'dem';
  /** VRT, raster or folder of tiles. */
  readonly source: string;
  readonly geoid: string | null;
  /** The navigation files and view-vector files of the flight, from which the area follows. */
  readonly navigation: readonly string[];
  readonly viewVectors: readonly string[];
  readonly smooth: boolean;
  readonly output: string;
}

/** Whether an uploaded DEM will do: format, geography, heights, cover. Makes it the order's DEM when it does. */
export interface CheckDemRequest {
  readonly kind: 'checkdem';
  readonly dem: string;
  readonly navigation: readonly string[];
  readonly viewVectors: readonly string[];
  /** Without the test of cover. */
  readonly force: boolean;
  readonly output: string;
}

/** One request. */
export type StageRequest =
  | MaskRequest
  | GeocorrectRequest
  | ReprojectRequest
  | MapRequest
  | BandMathsRequest
  | PluginRequest
  | PackRequest
  | BundleRequest
  | DemRequest
  | CheckDemRequest;

/** What a kernel found: figures for the ledger and the provenance. Plain JSON, small. */
export type StageFacts = Readonly<Record<string, unknown>>;

/** How a kernel tells how far it is. */
export interface StageReport {
  /** 0…100. */
  progress(percent: number): void;
  /** One line for the log. */
  say(line: string): void;
}

/** A kernel. Throws OperationsError with the code of what is wrong. */
export type Kernel<R extends StageRequest> = (request: R, report: StageReport) => Promise<StageFacts>;
