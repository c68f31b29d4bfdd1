import { FormatError } from './format-error.js';
import { checkPdr, DEFAULT_PDR_LIMITS, type PdrLimits } from './pdr-check.js';
import type { Pdr, PdrFileGroup, PdrFileSpec } from './pdr-record.js';
import { present } from './present.js';
import { findCount, findText } from './pvl-fields.js';
import { parsePvl, type PvlBlock, type PvlNode } from './pvl.js';
import { utf8Length } from './text.js';

export { checkPdr, checkPdrName, DEFAULT_PDR_LIMITS, PDR_FILE_TYPES } from './pdr-check.js';
export type { PdrFinding, PdrLimits } from './pdr-check.js';
export type { Pdr, PdrFileGroup, PdrFileSpec } from './pdr-record.js';

const FORMAT = 'PDR';

/**
 * Reads a PDR in any of the spellings that providers send: quoted values, tabs, comments, CRLF, an outer
 * PRODUCT_DELIVERY_RECORD group, keywords we do not know (ignored). What is merely missing is for `checkPdr` to find.
 *
 * Throws FormatError for text that is no PVL, for a text without FILE_GROUP, and for counts and sizes that are no whole
 * numbers.
 */
export function parsePdr(text: string): Pdr {
  const nodes = parsePvl(text, { format: FORMAT }).flatMap(unwrapRecord);
  const groups = blocksNamed(nodes, 'FILE_GROUP');
  if (groups.length === 0) throw new FormatError(FORMAT, undefined, 'there is no FILE_GROUP');
  return present({
    originatingSystem: findText(nodes, 'ORIGINATING_SYSTEM') ?? '',
    totalFileCount: findCount(nodes, 'TOTAL_FILE_COUNT', FORMAT) ?? 0,
    expirationTime: findText(nodes, 'EXPIRATION_TIME'),
    groups: groups.map(readGroup),
  });
}

/**
 * Writes a PDR that the strictest known reader takes: upper case, unquoted, blanks around `=`, LF, no comments.
 * Throws FormatError when `checkPdr` has a finding under the same limits, or the text is longer than their `pdrBytes`.
 */
export function emitPdr(pdr: Pdr, limits: Partial<PdrLimits> = {}): string {
  const [finding] = checkPdr(pdr, limits);
  if (finding !== undefined)
    throw new FormatError(FORMAT, undefined, `${finding.problem} (${finding.disposition})`);
  const text = [
    `ORIGINATING_SYSTEM = ${pdr.originatingSystem};`,
    `TOTAL_FILE_COUNT = ${pdr.totalFileCount};`,
    ...optional('EXPIRATION_TIME', pdr.expirationTime),
    ...pdr.groups.flatMap(groupLines),
    '',
  ].join('\n');
  const { pdrBytes } = { ...DEFAULT_PDR_LIMITS, ...limits };
  if (utf8Length(text) > pdrBytes)
    throw new FormatError(FORMAT, undefined, `the text is longer than ${pdrBytes} bytes`);
  return text;
}

/** Some providers put the whole record into a group; its members count as if it were not there. */
function unwrapRecord(node: PvlNode): readonly PvlNode[] {
  return node.kind === 'block' && node.name.toUpperCase() === 'PRODUCT_DELIVERY_RECORD'
    ? node.children
    : [node];
}

function blocksNamed(nodes: readonly PvlNode[], name: string): PvlBlock[] {
  return nodes.filter((node): node is PvlBlock => node.kind === 'block' && node.name.toUpperCase() === name);
}

function readGroup({ children }: PvlBlock): PdrFileGroup {
  return present({
    dataType: findText(children, 'DATA_TYPE') ?? '',
    dataVersion: findText(children, 'DATA_VERSION') ?? '',
    nodeName: findText(children, 'NODE_NAME'),
    files: blocksNamed(children, 'FILE_SPEC').map(readFile),
  });
}

function readFile({ children }: PvlBlock): PdrFileSpec {
  return present({
    directoryId: findText(children, 'DIRECTORY_ID') ?? '',
    fileId: findText(children, 'FILE_ID') ?? '',
    fileType: findText(children, 'FILE_TYPE')?.toUpperCase() ?? '',
    fileSize: findCount(children, 'FILE_SIZE', FORMAT) ?? 0,
    cksumType: findText(children, 'FILE_CKSUM_TYPE')?.toUpperCase(),
    cksumValue: findText(children, 'FILE_CKSUM_VALUE'),
  });
}

function groupLines(group: PdrFileGroup): string[] {
  return [
    'OBJECT = FILE_GROUP;',
    `  DATA_TYPE = ${group.dataType};`,
    `  DATA_VERSION = ${group.dataVersion};`,
    ...optional('  NODE_NAME', group.nodeName),
    ...group.files.flatMap(fileLines),
    'END_OBJECT = FILE_GROUP;',
  ];
}

function fileLines(file: PdrFileSpec): string[] {
  return [
    '  OBJECT = FILE_SPEC;',
    `    DIRECTORY_ID = ${file.directoryId};`,
    `    FILE_ID = ${file.fileId};`,
    `    FILE_TYPE = ${file.fileType};`,
    `    FILE_SIZE = ${file.fileSize};`,
    ...optional('    FILE_CKSUM_TYPE', file.cksumType),
    ...optional('    FILE_CKSUM_VALUE', file.cksumValue),
    '  END_OBJECT = FILE_SPEC;',
  ];
}

function optional(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key} = ${value};`];
}
