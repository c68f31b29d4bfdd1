/**
 * Logical unit numbers that the demo processors ask the PCF for. The first two are the toolkit's own; the others are an
 * assumption, the same as in the MOPITT mission file.
 */
export const LUN = {
  ephemeris: 10501,
  attitude: 10502,
  science: 500001,
  engineering: 500002,
  table: 500003,
  calibration: 500010,
  daoLevels: 500020,
  daoSurface: 500021,
  /** MOP01: what L1 writes and L2 reads. */
  radiances: 510001,
  engineeringSummary: 510002,
  engineeringQuality: 510003,
  calibrationEvents: 510004,
  retrievals: 520001,
  retrievalQuality: 520003,
  dataDay: 900001,
  processorVersion: 900002,
  configuration: 900003,
} as const;
