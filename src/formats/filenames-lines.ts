import { parseFilenamesLine, type FilenamesEntry } from './filenames-table.js';

/** One line of a table, by its number from 1: an entry, or what cannot be read. Comments and blank lines are left out. */
export type FilenamesLine =
  | { readonly number: number; readonly entry: FilenamesEntry }
  | { readonly number: number; readonly torn: string };

/** The lines of a table, one after the other, so that a table of millions of lines needs no memory. */
export async function* filenamesLines(lines: AsyncIterable<string>): AsyncGenerator<FilenamesLine> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const entry = parseFilenamesLine(line);
    yield entry ? { number, entry } : { number, torn: line };
  }
}
