import { FormatError } from './format-error.js';
import {
  PCF_LIMITS,
  PCF_SECTIONS,
  type Pcf,
  type PcfFile,
  type PcfFileSection,
  type PcfParameter,
} from './pcf-model.js';
import { excerpt } from './text.js';

/** LUNs are C ints in the toolkit. */
const LARGEST_LUN = 2 ** 31 - 1;

/**
 * Writes a PCF that the SDP Toolkit accepts: ten counted `?` sections, a `!` default directory in each file section,
 * the files of a LUN together from sequence number N down to 1. Fields must be printable ASCII without `|` and without
 * blanks at either end. Throws a FormatError for a field, a path or a line over the limits, a section without a
 * directory, a LUN in two sections, and sequence numbers of a LUN that are not 1 to N.
 */
export function emitPcf(pcf: Pcf): string {
  checkLuns(pcf);
  const lines = PCF_SECTIONS.flatMap(({ title, key }) => [`?   ${title}`, ...sectionLines(pcf, key)]);
  for (const line of lines) {
    if (line.length > PCF_LIMITS.line)
      throw bad(`the line of ${excerpt(line)} has more than ${PCF_LIMITS.line} characters`);
  }
  return `${lines.join('\n')}\n`;
}

function sectionLines(pcf: Pcf, key: (typeof PCF_SECTIONS)[number]['key']): string[] {
  if (key === 'end') return [];
  if (key === 'parameters') return pcf.parameters.map(parameterLine);
  if (key === 'system') {
    return [
      '# Production Run ID',
      systemLine('Production Run ID', pcf.runId),
      '# Software ID',
      systemLine('Software ID', pcf.softwareId),
    ];
  }
  const section = pcf[key];
  if (section.directory === '') throw bad(`section ${key} has no default directory`);
  const directory = field(`directory of section ${key}`, section.directory, PCF_LIMITS.path);
  return [`!  ${directory}`, ...inOrder(section.files).map((file) => fileLine(file, section))];
}

function systemLine(what: string, value: string): string {
  if (value === '' || /^[?!#]/.test(value))
    throw bad(`the ${what} ${excerpt(value)} would not be read as a data line`);
  return field(what, value, PCF_LIMITS.parameter);
}

function fileLine(file: PcfFile, section: PcfFileSection): string {
  const { lun, name, directory = '', size = '', ur = '', met = '', sequence } = file;
  const where = `of LUN ${lun}`;
  if (name === '') throw bad(`a file ${where} has no name`);
  if (name.includes('/') || met.includes('/'))
    throw bad(`the file ${where} names a directory in its name: ${excerpt(name)}`);
  const path = `${directory || section.directory}/${name}`;
  if (path.length > PCF_LIMITS.path)
    throw bad(`the path of ${excerpt(name)} has more than ${PCF_LIMITS.path} characters`);
  return [
    lun,
    field(`file name ${where}`, name, PCF_LIMITS.name),
    field(`directory ${where}`, directory, PCF_LIMITS.path),
    field(`size ${where}`, size, PCF_LIMITS.parameter),
    field(`universal reference ${where}`, ur, PCF_LIMITS.ur),
    field(`attribute file ${where}`, met, PCF_LIMITS.name),
    sequence,
  ].join('|');
}

function parameterLine({ lun, description, value }: PcfParameter): string {
  const name = field(`description of LUN ${lun}`, description, PCF_LIMITS.parameter);
  return [lun, name, field(`value of LUN ${lun}`, value, PCF_LIMITS.parameter)].join('|');
}

/** The files of a LUN together, where its first one stands, from the highest sequence number down. */
function inOrder(files: readonly PcfFile[]): PcfFile[] {
  return [...byLun(files).values()].flatMap((group) => group.sort((a, b) => b.sequence - a.sequence));
}

function byLun(files: readonly PcfFile[]): Map<number, PcfFile[]> {
  const groups = new Map<number, PcfFile[]>();
  for (const file of files) {
    const group = groups.get(file.lun);
    if (group) group.push(file);
    else groups.set(file.lun, [file]);
  }
  return groups;
}

/** (LUN, sequence) is the key of a file over all sections, and both of 1 to N: so a LUN has one section. */
function checkLuns(pcf: Pcf): void {
  const sectionOf = new Map<number, string>();
  for (const { key } of PCF_SECTIONS) {
    if (key === 'system' || key === 'parameters' || key === 'end') continue;
    for (const [lun, files] of byLun(pcf[key].files)) {
      checkLun(lun);
      checkSequence(lun, files);
      const other = sectionOf.get(lun);
      if (other !== undefined) throw bad(`LUN ${lun} stands in section ${other} and in section ${key}`);
      sectionOf.set(lun, key);
    }
  }
  const parameters = new Set<number>();
  for (const { lun } of pcf.parameters) {
    checkLun(lun);
    if (parameters.has(lun)) throw bad(`the parameter of LUN ${lun} stands twice`);
    parameters.add(lun);
  }
}

function checkLun(lun: number): void {
  if (!Number.isInteger(lun) || lun < 1 || lun > LARGEST_LUN)
    throw bad(`LUN ${lun} is not between 1 and ${LARGEST_LUN}`);
}

function checkSequence(lun: number, files: readonly PcfFile[]): void {
  const numbers = new Set(files.map(({ sequence }) => sequence));
  const complete = numbers.size === files.length && files.every((_, index) => numbers.has(index + 1));
  if (!complete) throw bad(`the sequence numbers of LUN ${lun} are not 1 to ${files.length}`);
}

function field(what: string, text: string, most: number): string {
  if (text.length > most) throw bad(`the ${what} has ${text.length} characters, more than ${most}`);
  if (!/^[\x20-\x7e]*$/.test(text))
    throw bad(`the ${what} ${excerpt(text)} holds a character that is not printable ASCII`);
  if (text.includes('|')) throw bad(`the ${what} ${excerpt(text)} holds a '|', which a PCF cannot escape`);
  if (text !== text.trim()) throw bad(`the ${what} ${excerpt(text)} begins or ends with a blank`);
  return text;
}

function bad(problem: string): FormatError {
  return new FormatError('PCF', undefined, problem);
}
