import { FormatError } from './format-error.js';
import { PCF_SECTIONS, type Pcf, type PcfFile, type PcfFileSection, type PcfParameter } from './pcf-model.js';
import { excerpt, parseCount } from './text.js';

const MAX_LENGTH = 4 * 1024 * 1024;

interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Reads a PCF by the toolkit's rules, and more kindly: any line ends, blank lines, blanks around fields, a section
 * without a default directory (read as the empty one) and extra fields at the end of a file line are accepted.
 *
 * Throws a FormatError with the line for a data line that cannot be understood, and for a file that stops before its
 * END section, since the rest of a torn PCF must not be taken for the whole.
 */
export function parsePcf(text: string): Pcf {
  if (text.length > MAX_LENGTH)
    throw new FormatError('PCF', undefined, `the text is longer than ${MAX_LENGTH} characters`);
  const sections = splitSections(text);
  const files = (index: number): PcfFileSection => fileSection(sections[index] ?? []);
  const system = dataLines(sections[0] ?? []);
  const [runId, softwareId] = system;
  if (!runId || !softwareId || system.length > 2) {
    throw new FormatError(
      'PCF',
      system[2]?.number,
      `the first section has ${system.length} data lines, not the Production Run ID and the Software ID`,
    );
  }
  return {
    runId: runId.text.trim(),
    softwareId: softwareId.text.trim(),
    productInput: files(1),
    productOutput: files(2),
    supportInput: files(3),
    supportOutput: files(4),
    parameters: dataLines(sections[5] ?? []).map(parameter),
    intermediateInput: files(6),
    intermediateOutput: files(7),
    temporary: files(8),
  };
}

/** Sections are told apart by counting `?` in the first column; what stands before the first or after END is skipped. */
function splitSections(text: string): Line[][] {
  const sections: Line[][] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('?')) {
      if (sections.length === PCF_SECTIONS.length - 1) return sections;
      sections.push([]);
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      sections.at(-1)?.push({ text: line, number: index + 1 });
    }
  }
  throw new FormatError(
    'PCF',
    lines.length,
    `the file ends before section ${PCF_SECTIONS[sections.length]?.title ?? 'END'}`,
  );
}

function dataLines(lines: readonly Line[]): Line[] {
  return lines.filter(({ text }) => !text.startsWith('!'));
}

function fileSection(lines: readonly Line[]): PcfFileSection {
  const first = lines[0]?.text ?? '';
  // Only the first line can set the directory: the toolkit passes over every later one.
  const directory = first.startsWith('!') ? first.slice(1).trim() : '';
  return { directory, files: dataLines(lines).map(file) };
}

function file({ text, number }: Line): PcfFile {
  const fields = text.split('|').map((field) => field.trim());
  const [lun, name, directory, size, ur, met, sequence] = fields;
  if (fields.length < 7)
    throw new FormatError('PCF', number, `a file line has 7 fields, this one ${fields.length}`);
  if (!name) throw new FormatError('PCF', number, 'the file has no name');
  return {
    lun: count(lun, 'LUN', number),
    name,
    ...(directory && { directory }),
    ...(size && { size }),
    ...(ur && { ur }),
    ...(met && { met }),
    sequence: count(sequence, 'sequence number', number),
  };
}

function parameter({ text, number }: Line): PcfParameter {
  const fields = text.split('|').map((field) => field.trim());
  const [lun, description, ...value] = fields;
  if (fields.length < 3)
    throw new FormatError('PCF', number, `a parameter line has 3 fields, this one ${fields.length}`);
  return { lun: count(lun, 'LUN', number), description: description ?? '', value: value.join('|') };
}

function count(field: string | undefined, what: string, line: number): number {
  const value = parseCount(field ?? '');
  if (value === undefined)
    throw new FormatError('PCF', line, `the ${what} ${excerpt(field ?? '')} is not a number`);
  return value;
}
