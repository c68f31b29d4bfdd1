import { FormatError } from './format-error.js';
import type { PvlNode, PvlStatement } from './pvl.js';
import { excerpt, parseCount } from './text.js';

/** A keyword as the formats compare it: upper case, with `_` for blanks (`MESSAGE TYPE` is a real spelling). */
export function canonicalKey(key: string): string {
  return key.trim().toUpperCase().replace(/[ \t]/g, '_');
}

/** The first statement with this upper-case keyword among the nodes themselves, not inside their blocks. */
export function findStatement(nodes: readonly PvlNode[], key: string): PvlStatement | undefined {
  return nodes.find(
    (node): node is PvlStatement => node.kind === 'statement' && canonicalKey(node.key) === key,
  );
}

/** The trimmed text of a keyword; undefined when the keyword is absent or empty. */
export function findText(nodes: readonly PvlNode[], key: string): string | undefined {
  const text = findStatement(nodes, key)?.value.raw.trim();
  return text === '' ? undefined : text;
}

/** The whole number of a keyword, undefined when absent or empty. Throws FormatError when it is anything else. */
export function findCount(nodes: readonly PvlNode[], key: string, format: string): number | undefined {
  const statement = findStatement(nodes, key);
  return statement === undefined ? undefined : countOf(statement, format);
}

/** The whole number of a statement, undefined when empty. Throws FormatError when it is anything else. */
export function countOf(statement: PvlStatement, format: string): number | undefined {
  const text = statement.value.raw.trim();
  if (text === '') return undefined;
  const count = parseCount(text);
  if (count === undefined) {
    throw new FormatError(
      format,
      statement.line,
      `${canonicalKey(statement.key)} is ${excerpt(text)}, not a whole number`,
    );
  }
  return count;
}
