/** A processor version N.n.i: major, minor, configuration (seed: Configuration Management). */
export interface ProcessorVersion {
  readonly major: number;
  readonly minor: number;
  readonly config: number;
}

/** Parses `N.n.i`; throws a RangeError otherwise, for leading zeros too: one version has one name. */
export function processorVersion(text: string): ProcessorVersion {
  const match = /^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$/.exec(text);
  if (!match)
    throw new RangeError(`'${text}' is not a processor version; write it as N.n.i, for example 1.0.1.`);
  return { major: Number(match[1]), minor: Number(match[2]), config: Number(match[3]) };
}

/** The sentence that refuses a text which is no version; undefined when it is one. */
export function versionProblem(text: unknown): string | undefined {
  try {
    processorVersion(String(text));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** `N.n.i`. */
export function versionText(version: ProcessorVersion): string {
  return `${version.major}.${version.minor}.${version.config}`;
}

/** Where a version lives below the station's home: `L1/proc-N.n/bin/L1Processor` and `L1/proc-N.n/cfg-i`. */
export function processorPaths(
  level: string,
  version: ProcessorVersion,
): { root: string; program: string; config: string } {
  const root = `${level}/proc-${version.major}.${version.minor}`;
  return { root, program: `${root}/bin/${level}Processor`, config: `${root}/cfg-${version.config}` };
}
