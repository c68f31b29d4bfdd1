import { FormatError } from './format-error.js';
import { findStatement } from './pvl-fields.js';
import { parsePvl, type PvlStatement } from './pvl.js';
import { excerpt } from './text.js';

/** Whether a verdict covers the whole delivery (`SHORTPAN`) or is given entry by entry (`LONGPAN`). */
export type MessageForm = 'short' | 'long';

/**
 * The statements of a PAN or PDRD in order, and its form from MESSAGE_TYPE. Throws FormatError for text that is no
 * PVL, a MESSAGE_TYPE of another format, or none.
 */
export function readMessage(
  text: string,
  format: 'PAN' | 'PDRD',
): { form: MessageForm; statements: PvlStatement[] } {
  const nodes = parsePvl(text, { format, maxBytes: 1024 * 1024 });
  const statements = nodes.filter((node): node is PvlStatement => node.kind === 'statement');
  const type = findStatement(statements, 'MESSAGE_TYPE');
  if (type === undefined) throw new FormatError(format, undefined, 'there is no MESSAGE_TYPE');
  const name = type.value.raw.trim().toUpperCase();
  if (name === `SHORT${format}`) return { form: 'short', statements };
  if (name === `LONG${format}`) return { form: 'long', statements };
  throw new FormatError(
    format,
    type.line,
    `MESSAGE_TYPE is ${excerpt(name)}, not SHORT${format} or LONG${format}`,
  );
}

/** A verdict as it compares, and as the partner spelled it. Throws FormatError when it is empty. */
export function dispositionOf(
  statement: PvlStatement,
  format: string,
): { disposition: string; dispositionText: string } {
  const dispositionText = statement.value.raw;
  const disposition = dispositionText.trim().toUpperCase();
  if (disposition === '') throw new FormatError(format, statement.line, 'DISPOSITION is empty');
  return { disposition, dispositionText };
}

/** The verdict of a short message. Throws FormatError when there is none. */
export function shortDisposition(
  statements: readonly PvlStatement[],
  format: string,
): { disposition: string; dispositionText: string } {
  const statement = findStatement(statements, 'DISPOSITION');
  if (statement === undefined) throw new FormatError(format, undefined, 'there is no DISPOSITION');
  return dispositionOf(statement, format);
}

/** A DISPOSITION line in the strict spelling: upper case and quoted. Throws FormatError for text that needs escapes. */
export function dispositionLine(disposition: string, format: string): string {
  const text = disposition.trim().toUpperCase();
  if (!/^[ !#-~]+$/.test(text)) {
    throw new FormatError(
      format,
      undefined,
      `the disposition ${excerpt(disposition)} is empty or not plain text`,
    );
  }
  return `DISPOSITION = "${text}";`;
}
