/** One file of a delivery (FILE_SPEC). A text the PDR lacks is empty, a size it lacks is 0; `checkPdr` finds both. */
export interface PdrFileSpec {
  /** Directory that holds the file, absolute or relative to the FTP root. */
  readonly directoryId: string;
  /** Bare file name. */
  readonly fileId: string;
  /** One of `PDR_FILE_TYPES`, unless the partners agree on others. */
  readonly fileType: string;
  /** Bytes. */
  readonly fileSize: number;
  /** `CKSUM` or `MD5`; given exactly when the value is. */
  readonly cksumType?: string;
  /** POSIX cksum in decimal, or MD5 in 32 lower-case hexadecimal digits. */
  readonly cksumValue?: string;
}

/** One granule (FILE_GROUP): its files and the data type (ESDT short name) and version they are ingested under. */
export interface PdrFileGroup {
  readonly dataType: string;
  /** Three digits, `002`. */
  readonly dataVersion: string;
  /** Host that holds the files: domain name or IP address. */
  readonly nodeName?: string;
  readonly files: readonly PdrFileSpec[];
}

/** A Product Delivery Record: what a provider offers the archive for ingest. */
export interface Pdr {
  readonly originatingSystem: string;
  /** Number of files in all groups together. */
  readonly totalFileCount: number;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`; some providers leave out the `Z`. */
  readonly expirationTime?: string;
  readonly groups: readonly PdrFileGroup[];
}
