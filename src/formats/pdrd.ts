import { FormatError } from './format-error.js';
import { dispositionLine, dispositionOf, readMessage, shortDisposition } from './message-statements.js';
import { present } from './present.js';
import { canonicalKey, countOf, findStatement } from './pvl-fields.js';
import type { PvlStatement } from './pvl.js';
import { excerpt } from './text.js';

/** The PDR as a whole was unreadable or inconsistent. */
export interface ShortPdrd {
  readonly form: 'short';
  /** Unquoted, trimmed, upper case; an open vocabulary. */
  readonly disposition: string;
  /** The verdict as the archive spelled it; set by `parsePdrd`, not used by `emitPdrd`. */
  readonly dispositionText?: string;
}

/** The verdict on one FILE_GROUP. */
export interface PdrdGroup {
  readonly dataType: string;
  /** Unquoted, trimmed, upper case; SUCCESSFUL where nothing is wrong with the group. */
  readonly disposition: string;
  /** The verdict as the archive spelled it; set by `parsePdrd`, not used by `emitPdrd`. */
  readonly dispositionText?: string;
}

/** Verdicts in the order of the FILE_GROUPs; the same data type may stand there twice, and some senders skip good groups. */
export interface LongPdrd {
  readonly form: 'long';
  readonly groups: readonly PdrdGroup[];
  /** The sender's count of groups; S4PA counts all groups of the PDR but lists only the bad ones. */
  readonly groupCount?: number;
}

/** A Product Delivery Record Discrepancy: the archive's answer to a PDR that it refuses. Nothing was ingested. */
export type Pdrd = ShortPdrd | LongPdrd;

const FORMAT = 'PDRD';

/**
 * Reads a short or long PDRD, quoted or bare, with either spelling of the group count and without semicolons too.
 * Throws FormatError for text that is no PDRD, a verdict that is missing or empty, and a long PDRD without groups.
 */
export function parsePdrd(text: string): Pdrd {
  const { form, statements } = readMessage(text, FORMAT);
  if (form === 'short') return { form, ...shortDisposition(statements, FORMAT) };
  const groups = readGroups(statements);
  if (groups.length === 0) throw new FormatError(FORMAT, undefined, 'the LONGPDRD lists no group');
  const count = findStatement(statements, 'NO_FILE_GRPS') ?? findStatement(statements, 'NO_FILE_GROUPS');
  return present({ form, groups, groupCount: count && countOf(count, FORMAT) });
}

/**
 * Writes a PDRD. Throws FormatError for a verdict or data type that is not plain text, a long PDRD without groups, and
 * a count below the number of groups.
 */
export function emitPdrd(pdrd: Pdrd): string {
  if (pdrd.form === 'short') {
    return ['MESSAGE_TYPE = SHORTPDRD;', dispositionLine(pdrd.disposition, FORMAT), ''].join('\n');
  }
  const listed = pdrd.groups.length;
  const count = pdrd.groupCount ?? listed;
  if (listed === 0) throw new FormatError(FORMAT, undefined, 'the LONGPDRD lists no group');
  if (!Number.isSafeInteger(count) || count < listed) {
    throw new FormatError(FORMAT, undefined, `NO_FILE_GRPS is ${count} but ${listed} groups are listed`);
  }
  const entries = pdrd.groups.flatMap((group) => {
    if (!/^[\w.-]+$/.test(group.dataType)) {
      throw new FormatError(
        FORMAT,
        undefined,
        `DATA_TYPE ${excerpt(group.dataType)} is empty or not plain text`,
      );
    }
    return [`DATA_TYPE = ${group.dataType};`, dispositionLine(group.disposition, FORMAT)];
  });
  return ['MESSAGE_TYPE = LONGPDRD;', `NO_FILE_GRPS = ${count};`, ...entries, ''].join('\n');
}

function readGroups(statements: readonly PvlStatement[]): PdrdGroup[] {
  const groups: PdrdGroup[] = [];
  let open: { dataType: string; line: number } | undefined;
  for (const statement of statements) {
    const key = canonicalKey(statement.key);
    if (key === 'DATA_TYPE') {
      if (open !== undefined) throw noVerdict(open);
      open = { dataType: statement.value.raw.trim(), line: statement.line };
    } else if (key === 'DISPOSITION') {
      if (open === undefined)
        throw new FormatError(FORMAT, statement.line, 'DISPOSITION belongs to no DATA_TYPE');
      groups.push({ dataType: open.dataType, ...dispositionOf(statement, FORMAT) });
      open = undefined;
    }
  }
  if (open !== undefined) throw noVerdict(open);
  return groups;
}

function noVerdict({ dataType, line }: { dataType: string; line: number }): FormatError {
  return new FormatError(FORMAT, line, `the group ${excerpt(dataType)} has no DISPOSITION`);
}
