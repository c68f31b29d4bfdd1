import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { OperationsError } from '../../domain/failures.js';

/** Where a value stands. */
export interface Place {
  /** `file, line N` */
  readonly place: string;
  /** How many parts of the path the file has. */
  readonly depth: number;
  /** On the path the file has a list, or a value that is no map: nothing below it comes from another file. */
  readonly replaces: boolean;
}

/** The text of one YAML file, understood. */
export interface YamlText {
  readonly value: unknown;
  /** The place of the value at a path, or of its nearest parent that the text has. */
  find(path: readonly PropertyKey[]): Place;
}

/** Understands one YAML document; `name` is how sentences call the file. Throws OperationsError STATION_CONFIG with the line. */
export function parseYaml(name: string, bytes: Uint8Array): YamlText {
  const lines = new LineCounter();
  const wrong = (line: number, message: string, cause: unknown) =>
    new OperationsError('STATION_CONFIG', `${name}, line ${line}: ${message.replace(/\.$/, '')}.`, [], {
      cause,
    });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new OperationsError('STATION_CONFIG', `${name} is not a text in UTF-8.`, [], { cause: error });
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [first] = document.errors;
  if (first) throw wrong(lines.linePos(first.pos[0]).line, first.message.split('\n')[0]!, first);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias that names nothing, or aliases that multiply beyond reason, are seen only here.
    throw wrong(aliasLine(document, lines), (error as Error).message, error);
  }
  return { value: value ?? {}, find: (path) => find(name, document, lines, path) };
}

function find(name: string, document: Document, lines: LineCounter, path: readonly PropertyKey[]): Place {
  const at = (node: Node | null | undefined) =>
    `${name}, line ${node?.range ? lines.linePos(node.range[0]).line : 1}`;
  let node = resolved(document, document.contents);
  let place = at(undefined);
  let replaces = false;
  for (const [depth, part] of path.entries()) {
    const next = child(node, part);
    replaces ||= depth > 0 && !isMap(node);
    if (!next) return { place, depth, replaces };
    place = at(next.named);
    node = resolved(document, next.value);
  }
  return { place, depth: path.length, replaces };
}

/** The value of a key or an index, and the node that a person would point at: the key, or the item itself. */
function child(node: unknown, part: PropertyKey): { named: Node; value: unknown } | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(part)];
    return isNode(item) ? { named: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && isNode(pair.key) ? { named: pair.key, value: pair.value } : undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function aliasLine(document: Document, lines: LineCounter): number {
  let line = 1;
  const look = (node: unknown): boolean => {
    if (isAlias(node)) {
      line = lines.linePos(node.range?.[0] ?? 0).line;
      return node.resolve(document) === undefined;
    }
    if (isMap(node)) return node.items.some(({ value }) => look(value));
    return isSeq(node) && node.items.some(look);
  };
  look(document.contents);
  return line;
}
