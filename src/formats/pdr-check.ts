import { isUtcSecond } from './message-time.js';
import type { Pdr, PdrFileGroup, PdrFileSpec } from './pdr-record.js';
import { excerpt, parseCount } from './text.js';

/** The FILE_TYPE values of the ECS-SIPS interface taken strictly (as listed by nasa/S4P, `S4P/FileSpec.pm`). */
export const PDR_FILE_TYPES = ['SCIENCE', 'METADATA', 'PRODHIST', 'BROWSE', 'LINKAGE'] as const;

/**
 * What the archive accepts. The lengths are maxima in characters; those of system, node, directory and file name are
 * commonly quoted from ICD 423-41-57 but not confirmed, hence limits of a configuration and not constants.
 */
export interface PdrLimits {
  readonly originatingSystem: number;
  readonly nodeName: number;
  readonly dataType: number;
  readonly directoryId: number;
  readonly fileId: number;
  /** Characters of the name of the PDR itself. */
  readonly pdrName: number;
  /** Bytes of the PDR itself; S4PM refuses to export more. */
  readonly pdrBytes: number;
  readonly fileTypes: readonly string[];
  readonly cksumTypes: readonly string[];
}

/** The limits used where the mission configures no others. */
export const DEFAULT_PDR_LIMITS: PdrLimits = {
  originatingSystem: 20,
  nodeName: 64,
  dataType: 8,
  directoryId: 256,
  fileId: 256,
  pdrName: 255,
  pdrBytes: 1_000_000,
  fileTypes: PDR_FILE_TYPES,
  cksumTypes: ['CKSUM', 'MD5'],
};

/** One reason for which the archive would answer with a PDRD. */
export interface PdrFinding {
  /** Index of the FILE_GROUP from 0; absent where the PDR as a whole is refused (short PDRD). */
  readonly group?: number;
  /** FILE_ID of the file at fault, where one is. */
  readonly file?: string;
  /** The DISPOSITION of the PDRD. */
  readonly disposition: string;
  /** What is wrong, one clause for an operator. */
  readonly problem: string;
}

/** Characters that every known PDR reader takes as they are, unquoted. */
const PLAIN = /^[\w.#:+,@%~/-]+$/;
const NAME = /^[\w.-]+$/;
const CKSUM_SHAPES: Readonly<Record<string, (value: string) => boolean>> = {
  CKSUM: (value) => (parseCount(value) ?? Infinity) <= 0xffffffff,
  MD5: (value) => /^[0-9a-f]{32}$/.test(value),
  SHA1: (value) => /^[0-9a-f]{40}$/.test(value),
};

/**
 * The archive's validation as a pre-flight: first the record as a whole, then each group, then the files of a group in
 * the order directory, name, size, checksum, type, with the first finding per file (order: nasa/cumulus validate-pdr).
 * Empty when the PDR would be accepted. Never throws. The size of the text is `emitPdr`'s to check.
 */
export function checkPdr(pdr: Pdr, limits: Partial<PdrLimits> = {}): PdrFinding[] {
  const allowed = { ...DEFAULT_PDR_LIMITS, ...limits };
  const groups = pdr.groups.flatMap((group, index) => checkGroup(group, index, allowed));
  return [...checkWhole(pdr, allowed), ...groups];
}

/** Findings on the name of the PDR file: `<base>.PDR` in upper case, no path, no blank, not too long. */
export function checkPdrName(fileName: string, limits: Partial<PdrLimits> = {}): PdrFinding[] {
  const { pdrName } = { ...DEFAULT_PDR_LIMITS, ...limits };
  const disposition = 'INVALID OR UNREADABLE FILE';
  const findings: PdrFinding[] = [];
  if (!/^[\w-][\w.+-]*\.PDR$/.test(fileName)) {
    findings.push({
      disposition,
      problem: `the PDR name ${excerpt(fileName)} is not <base>.PDR in plain characters`,
    });
  }
  if (fileName.length > pdrName) {
    findings.push({ disposition, problem: `the PDR name is longer than ${pdrName} characters` });
  }
  return findings;
}

function checkWhole(pdr: Pdr, limits: PdrLimits): PdrFinding[] {
  const findings: PdrFinding[] = [];
  const find = (disposition: string, problem: string) => findings.push({ disposition, problem });
  if (!isWithin(pdr.originatingSystem, NAME, limits.originatingSystem)) {
    const problem = `ORIGINATING_SYSTEM ${excerpt(pdr.originatingSystem)} is empty, not plain or longer than ${limits.originatingSystem}`;
    find('MISSING OR INVALID ORIGINATING_SYSTEM PARAMETER', problem);
  }
  const files = pdr.groups.reduce((sum, group) => sum + group.files.length, 0);
  if (!Number.isSafeInteger(pdr.totalFileCount) || pdr.totalFileCount < 1 || pdr.totalFileCount !== files) {
    find('INVALID FILE COUNT', `TOTAL_FILE_COUNT is ${pdr.totalFileCount} but ${files} files are listed`);
  }
  const empty = pdr.groups.findIndex((group) => group.files.length === 0);
  if (pdr.groups.length === 0) find('INVALID FILE GROUP', 'there is no FILE_GROUP');
  else if (empty >= 0) find('INVALID FILE GROUP', `FILE_GROUP ${empty + 1} lists no file`);
  if (pdr.expirationTime !== undefined && !isUtcSecond(pdr.expirationTime)) {
    const problem = `EXPIRATION_TIME ${excerpt(pdr.expirationTime)} is not a UTC time YYYY-MM-DDTHH:MM:SSZ`;
    find('INVALID PVL STATEMENT', problem);
  }
  return findings;
}

function checkGroup(group: PdrFileGroup, index: number, limits: PdrLimits): PdrFinding[] {
  const findings: PdrFinding[] = [];
  const find = (disposition: string, problem: string) =>
    findings.push({ group: index, disposition, problem });
  if (!isWithin(group.dataType, /^\w+$/, limits.dataType)) {
    const problem = `DATA_TYPE ${excerpt(group.dataType)} is empty, not plain or longer than ${limits.dataType}`;
    find('INVALID DATA TYPE', problem);
  }
  if (!/^\d{3}$/.test(group.dataVersion)) {
    find('INVALID DATA TYPE', `DATA_VERSION ${excerpt(group.dataVersion)} is not three digits`);
  }
  if (group.nodeName !== undefined && !isWithin(group.nodeName, /^[\w.:-]+$/, limits.nodeName)) {
    find(
      'INVALID NODE NAME',
      `NODE_NAME ${excerpt(group.nodeName)} is no host or longer than ${limits.nodeName}`,
    );
  }
  const seen = new Set<string>();
  for (const file of group.files) {
    const [disposition, problem] = checkFile(file, seen.has(file.fileId), limits) ?? [];
    if (disposition !== undefined && problem !== undefined) {
      findings.push({ group: index, file: file.fileId, disposition, problem });
    }
    seen.add(file.fileId);
  }
  return findings;
}

function checkFile(file: PdrFileSpec, repeated: boolean, limits: PdrLimits): [string, string] | undefined {
  if (!isWithin(file.directoryId, PLAIN, limits.directoryId) || file.directoryId.split('/').includes('..')) {
    const problem = `DIRECTORY_ID ${excerpt(file.directoryId)} is empty, not plain or longer than ${limits.directoryId}`;
    return ['INVALID DIRECTORY', problem];
  }
  const isName =
    isWithin(file.fileId, PLAIN, limits.fileId) && !file.fileId.includes('/') && !/^\.\.?$/.test(file.fileId);
  if (!isName) {
    const problem = `FILE_ID ${excerpt(file.fileId)} is empty, no bare file name or longer than ${limits.fileId}`;
    return ['INVALID FILE ID', problem];
  }
  if (repeated) return ['INVALID FILE ID', `FILE_ID ${excerpt(file.fileId)} occurs twice in its group`];
  if (!Number.isSafeInteger(file.fileSize) || file.fileSize < 1) {
    return ['INVALID FILE SIZE', `FILE_SIZE ${file.fileSize} is not a whole number of bytes from 1`];
  }
  const checksum = checkChecksum(file, limits);
  if (checksum !== undefined) return checksum;
  if (!limits.fileTypes.includes(file.fileType)) {
    return [
      'INVALID FILE TYPE',
      `FILE_TYPE ${excerpt(file.fileType)} is none of ${limits.fileTypes.join(', ')}`,
    ];
  }
  return undefined;
}

function checkChecksum(
  { cksumType, cksumValue }: PdrFileSpec,
  limits: PdrLimits,
): [string, string] | undefined {
  if (cksumType === undefined && cksumValue === undefined) return undefined;
  if (cksumType === undefined) {
    return ['MISSING FILE_CKSUM_TYPE PARAMETER', 'FILE_CKSUM_VALUE is given without FILE_CKSUM_TYPE'];
  }
  const shape = Object.hasOwn(CKSUM_SHAPES, cksumType) ? CKSUM_SHAPES[cksumType] : undefined;
  if (!limits.cksumTypes.includes(cksumType) || shape === undefined) {
    const problem = `FILE_CKSUM_TYPE ${excerpt(cksumType)} is none of ${limits.cksumTypes.join(', ')}`;
    return ['UNSUPPORTED CHECKSUM TYPE', problem];
  }
  if (cksumValue === undefined) {
    return ['MISSING FILE_CKSUM_VALUE PARAMETER', 'FILE_CKSUM_TYPE is given without FILE_CKSUM_VALUE'];
  }
  if (shape(cksumValue)) return undefined;
  return ['INVALID FILE_CKSUM_VALUE', `FILE_CKSUM_VALUE ${excerpt(cksumValue)} is no ${cksumType} checksum`];
}

function isWithin(text: string, shape: RegExp, length: number): boolean {
  return text.length <= length && shape.test(text);
}
