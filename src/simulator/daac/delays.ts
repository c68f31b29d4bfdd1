/** How long the faults take, milliseconds; what a fault holds back also comes when it is released (`requestRelease`). */
export interface Delays {
  /** late-dn: from the last file to its DN. */
  readonly lateDnMs: number;
  /** dn-before-push: from the DN to the first file. */
  readonly dnLeadMs: number;
  /** wrong-size: from the wrong DN to the corrected one. */
  readonly correctionMs: number;
  /** truncated-file: from the DN to the whole file. */
  readonly repushMs: number;
  /** dropped-connection: from the cut to the next attempt. */
  readonly reconnectMs: number;
  /** duplicate-push: how long to wait at most for the station to take the file. */
  readonly takenMs: number;
  /** missing-granule: from the slot's DN to the granule; null: only when it is released. */
  readonly missingAfterMs: number | null;
  /** pan-lost: from the delivery to its PAN. */
  readonly panLostMs: number;
  /** pan-contradiction: from the failure to the success. */
  readonly contradictionMs: number;
}

/** Delays that fit the patience of the demo mission: each is noticed by the station and over in about a minute. */
export const DEMO_DELAYS: Delays = {
  lateDnMs: 25_000,
  dnLeadMs: 3_000,
  correctionMs: 6_000,
  repushMs: 6_000,
  reconnectMs: 2_000,
  takenMs: 60_000,
  missingAfterMs: 60_000,
  panLostMs: 35_000,
  contradictionMs: 5_000,
};
