/** One file of an announced granule. */
export interface SnFile {
  /** Name under which the file is distributed. */
  readonly userDataFile?: string;
  /** Name inside the archive. */
  readonly internalName?: string;
  /** Bytes. */
  readonly size?: number;
}

/** A Subscription Notice: a granule of a collection that is subscribed to was inserted into the archive. */
export interface SubscriptionNotice {
  /** ECS universal reference, opaque. */
  readonly ur: string;
  readonly shortName: string;
  /** Three digits. */
  readonly versionId: string;
  readonly subscriptionId?: string;
  readonly userString?: string;
  /** Start of the granule, UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  readonly beginning?: string;
  /** End of the granule, likewise. */
  readonly ending?: string;
  readonly localGranuleId?: string;
  readonly files: readonly SnFile[];
}
