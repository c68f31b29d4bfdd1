/** How ground positions are mapped. `utm` names its zone; `ukbng` is the British National Grid; `proj` any PROJ string. */
export type Projection =
  | { readonly kind: 'utm'; readonly zone: number; readonly hemisphere: 'N' | 'S' }
  | { readonly kind: 'ukbng' }
  | { readonly kind: 'proj'; readonly proj: string };

/** How mapped pixels are found between those of sensor geometry. */
export type Interpolation = 'nearest' | 'bilinear' | 'cubic';

/** Which pixels of the level-1 data count as bad: none, all that the mask names, or those of some letters (masks.ts). */
export type Masking = 'none' | 'all' | readonly string[];

/** A box of geographic coordinates, decimal degrees. `west` may be greater than `east` across the date line. */
export interface GeoBounds {
  readonly north: number;
  readonly east: number;
  readonly south: number;
  readonly west: number;
}

/** Where the elevations come from. `name` is a mosaic of the station; a path is an uploaded DEM, absolute. */
export type DemChoice =
  | { readonly source: 'mosaic'; readonly name: string }
  | { readonly source: 'upload'; readonly path: string | null; readonly force?: boolean }
  | { readonly source: 'ftp'; readonly path: string | null; readonly confirmed: boolean };

/** Bands of the level-1 file, 1-based and in the order in which they are mapped; `ALL` is every band. */
export type BandChoice = 'ALL' | readonly { readonly from: number; readonly to: number }[];

/** A formula for one more product of a line. Its name is part of file names; it keeps its case. */
export interface Equation {
  readonly name: string;
  readonly expression: string;
}

/** One flight line of an order. */
export interface OrderLine {
  /** Such as `f123a011`: the level-1 file is `<name>1b.bil`. */
  readonly name: string;
  /** Whether the line itself is mapped; its equations and plugins are, either way. */
  readonly process: boolean;
  readonly bands: BandChoice;
  /** Names of the order's equations and plugins that are wanted of this line. */
  readonly equations: readonly string[];
  readonly plugins: readonly string[];
  readonly ignoreFreeSpace?: boolean;
}

/** What a product may also come as, besides ENVI in its zip. */
export const EXTRA_FORMATS = ['cog', 'netcdf'] as const;
/** One of them. */
export type ExtraFormat = (typeof EXTRA_FORMATS)[number];

/** What a scientist orders: plain data, all that the processing depends on. */
export interface Order {
  readonly project: string;
  readonly year: number;
  readonly julianDay: number;
  /** A letter where several flights were made on a day, else ''. */
  readonly sortie: string;
  readonly email: string;
  /** The project's folder, absolute; the delivery lies below it. */
  readonly sourceFolder: string;
  readonly projection: Projection;
  /** Metres (units of the projection for `proj`). */
  readonly pixelSize: { readonly x: number; readonly y: number };
  readonly interpolation: Interpolation;
  readonly masking: Masking;
  /** Products are cut to it; null: the whole line. */
  readonly bounds: GeoBounds | null;
  readonly dem: DemChoice;
  readonly lines: readonly OrderLine[];
  /** The scientist wants band maths: the order waits for the equations step. */
  readonly bandMaths: boolean;
  readonly equations: readonly Equation[];
  /** Names of plugins (their modules without ending). */
  readonly plugins: readonly string[];
  readonly formats: readonly ExtraFormat[];
  /** Keys of an imported .cfg that mean nothing here, by section (`DEFAULT` or a line): kept for export. */
  readonly unknown?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What is wrong with an order, in a sentence; `field` names where in the form (`email`, `line f123a011 bands`, `equation ndvi`). */
export interface OrderProblem {
  readonly field: string;
  readonly sentence: string;
}
