/** The job systems on which a flight line may run. */
export const JOB_SYSTEMS = ['local', 'qsub', 'bsub', 'sbatch'] as const;
/** One of them. */
export type JobSystem = (typeof JOB_SYSTEMS)[number];

/** A mosaic of elevations that the station has. */
export interface DemMosaic {
  /** As the form offers it: `aster`, `srtm`, or a name of the site's own. */
  readonly name: string;
  readonly title: string;
  /** A VRT or raster, or a folder of tiles; absolute. */
  readonly path: string;
  /** The grid that makes its heights ellipsoidal, absolute; null where they are already. */
  readonly geoid: string | null;
}

/** The part of the station's configuration that orders stand on: `scops:` in station.yaml, and SCOPS's environment variables over it. */
export interface ScopsConfig {
  /** WEB_OUTPUT: the orders' folders lie in it. Absolute, as all paths here. */
  readonly output: string;
  /** WEB_CONFIG_DIR: .cfg files that are dropped here become orders. */
  readonly configs: string;
  /** Where uploads wait to be used. */
  readonly uploads: string;
  /** Below which folders a delivery may lie; a source folder elsewhere is refused. Empty: anywhere. */
  readonly sources: readonly string[];
  /** HYPER_DELIVERY_FOLDER below an order's source folder; `{}` stands for `hyperspectral` or `owl`. */
  readonly deliveryPattern: string;
  /** LEV1_FOLDER, NAVIGATION_FOLDER and VIEW_VECTOR_FILE below the delivery. */
  readonly level1Folder: string;
  readonly navigationFolder: string;
  readonly viewVectorFile: string;
  /** WEB_MASK_OUTPUT, WEB_IGM_OUTPUT, WEB_MAPPED_OUTPUT, WEB_DEM_FOLDER, STATUS_DIR, LOG_DIR below an order's folder. */
  readonly folders: {
    readonly level1: string;
    readonly igm: string;
    readonly mapped: string;
    readonly dem: string;
    readonly status: string;
    readonly log: string;
  };
  /** TEMP_PROCESSING and TEMP_PROCESSING_DIR: where intermediate files are made; null: in the order's folder. */
  readonly temporary: string | null;
  /** DEBUG_FILE_WRITEBACK: intermediate files are kept in the order's folder. */
  readonly keepIntermediate: boolean;
  readonly jobs: {
    /** QSUB_SYSTEM; `local` under FORCE_LOCAL. */
    readonly system: JobSystem;
    /** QSUB_COMMAND, where it isn't the system's own name. */
    readonly command: string | null;
    /** PROCESS_COMMAND; null: the station's own. */
    readonly process: string | null;
    readonly queue: string;
    readonly project: string;
    readonly wallTime: string;
    readonly logDirectory: string;
  };
  readonly mail: {
    readonly send: boolean;
    readonly bcc: readonly string[];
    readonly error: readonly string[];
  };
  /** SERVER_BASE without a slash at its end: where clients reach the front end; null: as it listens. */
  readonly serverBase: string | null;
  readonly dem: {
    readonly mosaics: readonly DemMosaic[];
    /** OSNG_SEPERATION_FILE: the NTv2 grid of the British National Grid. */
    readonly osngGrid: string | null;
    /** 3×3 mean over the DEM, as SCOPS's scripts have it. */
    readonly smooth: boolean;
  };
  /** Folders of plugins; those that come with sipstream are always there. */
  readonly plugins: readonly string[];
  /** The Python that runs plugins in Python. */
  readonly python: string;
  /** The folder of APL's executables; null: the built-in chain. */
  readonly apl: string | null;
  readonly confirmation: {
    /** False: orders are confirmed by being sent. */
    readonly needed: boolean;
    readonly reminderMs: number;
    readonly expiryMs: number;
  };
  /** How long products stay, and how long before their end the client is told. */
  readonly retentionMs: number;
  readonly retentionNoticeMs: number;
  /** How long a line that failed waits for an operator before the order is packed without it. */
  readonly lineGraceMs: number;
  /** How long an order waits for its client (another DEM) before it is given up. */
  readonly attentionMs: number;
  readonly limits: {
    readonly uploadBytes: number;
    /** Lines of one order in work at a time. */
    readonly linesAtOnce: number;
    readonly equations: number;
  };
}
