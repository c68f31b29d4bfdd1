/**
 * A message or file of an exchange format that cannot be read or must not be written.
 *
 * The message is one plain sentence, `<format> line <n>: <problem>`, or `<format>: <problem>` where no single
 * line is at fault (a missing keyword, or a value handed to an emitter).
 */
export class FormatError extends Error {
  /** @param format name of the format, for example `PDR`
   *  @param line line number counted from 1, or undefined when the whole text is meant
   *  @param problem what is wrong, without a full stop */
  constructor(
    readonly format: string,
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    super(line === undefined ? `${format}: ${problem}` : `${format} line ${line}: ${problem}`);
    this.name = 'FormatError';
  }
}
