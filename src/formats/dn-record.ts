/** One file that was pushed. */
export interface DnFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Given exactly when the value is; notices carry none for `.met` and browse files. */
  readonly cksumType?: 'CKSUM' | 'MD5';
  /** POSIX cksum in decimal, or MD5 in 32 lower-case hexadecimal digits. */
  readonly cksumValue?: string;
}

/** One granule of a notice. */
export interface DnGranule {
  /** ECS universal reference, opaque. */
  readonly ur: string;
  readonly shortName: string;
  /** Three digits. */
  readonly versionId: string;
  readonly files: readonly DnFile[];
}

/** Who asked and when it was finished; the archive writes `NONE` for an absent order or request. */
export interface DnHead {
  readonly orderId?: string;
  readonly requestId?: string;
  readonly userString?: string;
  /** `MM/DD/YYYY HH:MM:SS` in the archive's zone, which the notice does not name: text, not a time. */
  readonly finished?: string;
}

/** A Distribution Notice: these files were pushed to this directory. */
export interface DistributionNotice extends DnHead {
  readonly mediaType?: string;
  readonly ftpHost?: string;
  readonly ftpDir: string;
  readonly granules: readonly DnGranule[];
}

/** A Distribution Notice of a request that failed as a whole: nothing counts as distributed. */
export interface FailedDistributionNotice extends DnHead {
  /** Universal references of the granules that were asked for. */
  readonly urs: readonly string[];
  /** The archive's words on one line. */
  readonly reason: string;
}

/** Bounds on what a notice may claim. */
export interface DnLimits {
  /** Largest file in bytes; 1 TB by default. */
  readonly fileBytes: number;
  /** Most files in one notice; 100 000 by default. */
  readonly files: number;
  /** Longest notice in UTF-8 bytes; 4 MiB by default. */
  readonly noticeBytes: number;
}

/** The bounds used where the mission configures no others. */
export const DEFAULT_DN_LIMITS: DnLimits = { fileBytes: 1e12, files: 100_000, noticeBytes: 4 * 1024 * 1024 };
