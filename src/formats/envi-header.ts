import { FormatError } from './format-error.js';

/** The sample types of ENVI rasters that are used here, by ENVI's number. */
export const ENVI_TYPES = {
  1: { name: 'uint8', bytes: 1 },
  2: { name: 'int16', bytes: 2 },
  3: { name: 'int32', bytes: 4 },
  4: { name: 'float32', bytes: 4 },
  5: { name: 'float64', bytes: 8 },
  12: { name: 'uint16', bytes: 2 },
  13: { name: 'uint32', bytes: 4 },
} as const;
/** ENVI's number of a sample type. */
export type EnviType = keyof typeof ENVI_TYPES;
/** How bands, lines and samples follow each other in a file. */
export type Interleave = 'bil' | 'bsq' | 'bip';

/** The header of an ENVI raster. */
export interface EnviHeader {
  readonly samples: number;
  readonly lines: number;
  readonly bands: number;
  readonly type: EnviType;
  readonly interleave: Interleave;
  /** Bytes before the first sample. */
  readonly offset: number;
  readonly bigEndian: boolean;
  /** Every other key, lower case, in the order of the file, with its text; lists keep their braces. */
  readonly fields: ReadonlyMap<string, string>;
  /** Lines that begin with `;`, without it; APL keeps facts in them. */
  readonly comments: readonly string[];
}

const STRUCTURE = ['samples', 'lines', 'bands', 'data type', 'interleave', 'header offset', 'byte order'];
const LIMIT = 4 * 1024 * 1024;
const LARGEST = 2 ** 31;

/** Reads a header. Throws FormatError with the line. Keys may be in any case; a key that comes twice counts as it came last. */
export function parseEnviHeader(text: string): EnviHeader {
  if (text.length > LIMIT) throw new FormatError('ENVI header', undefined, 'it is longer than 4 MiB');
  const lines = text.split(/\r\n|\r|\n/);
  if (lines[0]?.trim() !== 'ENVI')
    throw new FormatError('ENVI header', 1, 'it does not begin with the line ENVI');
  const found = new Map<string, { readonly value: string; readonly line: number }>();
  const comments: string[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!;
    const at = index + 1;
    if (line.trim() === '') continue;
    if (line.trimStart().startsWith(';')) {
      comments.push(line.trimStart().slice(1));
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0)
      throw new FormatError('ENVI header', at, `there is no '=' in ${JSON.stringify(line.slice(0, 60))}`);
    const key = line.slice(0, equals).trim().toLowerCase().replace(/\s+/g, ' ');
    if (key === '') throw new FormatError('ENVI header', at, "there is no key before '='");
    let value = line.slice(equals + 1).trim();
    if (value.startsWith('{')) {
      while (!value.includes('}')) {
        index += 1;
        if (index >= lines.length)
          throw new FormatError('ENVI header', at, `the list of '${key}' has no end`);
        value += ` ${lines[index]!.trim()}`;
      }
      value = value.slice(0, value.indexOf('}') + 1);
    }
    found.delete(key);
    found.set(key, { value, line: at });
  }
  const number = (key: string, least: number, otherwise?: number) => {
    const field = found.get(key);
    if (field === undefined && otherwise !== undefined) return otherwise;
    if (field === undefined) throw new FormatError('ENVI header', undefined, `'${key}' is missing`);
    const value = Number(field.value);
    if (!/^\d{1,10}$/.test(field.value) || value < least || value > LARGEST)
      throw new FormatError(
        'ENVI header',
        field.line,
        `'${key}' is ${JSON.stringify(field.value.slice(0, 40))}, not a whole number from ${least}`,
      );
    return value;
  };
  const type = number('data type', 0);
  if (!Object.hasOwn(ENVI_TYPES, type))
    throw new FormatError(
      'ENVI header',
      found.get('data type')?.line,
      `data type ${type} is none of ${Object.keys(ENVI_TYPES).join(', ')}`,
    );
  const interleave = (found.get('interleave')?.value ?? 'bsq').toLowerCase();
  if (interleave !== 'bil' && interleave !== 'bsq' && interleave !== 'bip')
    throw new FormatError(
      'ENVI header',
      found.get('interleave')?.line,
      `interleave ${JSON.stringify(interleave.slice(0, 40))} is none of bil, bsq, bip`,
    );
  const order = number('byte order', 0, 0);
  if (order > 1)
    throw new FormatError(
      'ENVI header',
      found.get('byte order')?.line,
      `byte order ${order} is neither 0 nor 1`,
    );
  return {
    samples: number('samples', 1),
    lines: number('lines', 1),
    bands: number('bands', 1, 1),
    type: type as EnviType,
    interleave,
    offset: number('header offset', 0, 0),
    bigEndian: order === 1,
    fields: new Map(
      [...found].filter(([key]) => !STRUCTURE.includes(key)).map(([key, { value }]) => [key, value]),
    ),
    comments,
  };
}

/** Writes a header. Throws FormatError for a field that could not be read back. */
export function emitEnviHeader(header: EnviHeader): string {
  const lines = [
    'ENVI',
    `samples = ${header.samples}`,
    `lines = ${header.lines}`,
    `bands = ${header.bands}`,
    `header offset = ${header.offset}`,
    'file type = ENVI Standard',
    `data type = ${header.type}`,
    `interleave = ${header.interleave}`,
    `byte order = ${header.bigEndian ? 1 : 0}`,
  ];
  for (const [key, value] of header.fields) {
    if (key === 'file type') continue;
    if (
      !/^[^\s=;{}][^=;{}\r\n]*$/.test(key) ||
      /[\r\n]/.test(value) ||
      (/[{}]/.test(value) && !/^\{[^{}]*\}$/.test(value))
    )
      throw new FormatError('ENVI header', undefined, `${JSON.stringify(key)} cannot be written`);
    lines.push(`${key} = ${value}`);
  }
  return `${[...lines, ...header.comments.map((comment) => `;${comment.replace(/[\r\n]/g, ' ')}`)].join('\n')}\n`;
}

/** The items of a field that is a list (`{a, b}`); a plain value is a list of one; a missing field is undefined. */
export function enviList(header: EnviHeader, key: string): string[] | undefined {
  const value = header.fields.get(key);
  if (value === undefined) return undefined;
  const inner = value.startsWith('{') ? value.slice(1, -1) : value;
  return inner.split(',').map((item) => item.trim());
}

/** Bytes of the raster that a header describes, without its offset. */
export function enviBytes(header: Pick<EnviHeader, 'samples' | 'lines' | 'bands' | 'type'>): number {
  return header.samples * header.lines * header.bands * ENVI_TYPES[header.type].bytes;
}
