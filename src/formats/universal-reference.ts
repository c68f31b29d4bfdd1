/** The parts of an ECS universal reference (UR) that say which collection a granule belongs to. */
export interface UniversalReference {
  readonly shortName: string;
  /** Three digits, `001`. */
  readonly versionId: string;
}

/**
 * Reads short name and version from a UR that ends `:SC:<ShortName>.<VVV>:<database id>` (`BR` for browse), undefined
 * for any other. The site is opaque and the embedded lengths are not checked: partners' test systems get them wrong.
 */
export function parseUr(ur: string): UniversalReference | undefined {
  const match = /:(?:SC|BR):(\w{1,32})\.(\d{1,3}):\d{1,20}$/.exec(ur.slice(-80));
  if (match === null) return undefined;
  const [, shortName = '', version = ''] = match;
  return { shortName, versionId: version.padStart(3, '0') };
}

/** Short name and version of `<ShortName>.<V>`, the version zero-filled to three digits; undefined for any other text. */
export function parseCollection(text: string): UniversalReference | undefined {
  const match = /^(\w{1,32})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const [, shortName = '', version = ''] = match;
  return { shortName, versionId: version.padStart(3, '0') };
}
