import { parsePvl, type PvlNode, type PvlStatement } from './pvl.js';
import { MET } from './met-model.js';

/** A group or an object of a `.met`, in the order of the file. Names and classes are kept as written, without quotes. */
export interface MetNode {
  readonly kind: 'group' | 'object';
  readonly name: string;
  /** CLASS of the node itself: which members of a container belong together. */
  readonly klass?: string;
  /** NUM_VAL, the capacity; may exceed the number of values. */
  readonly numVal?: number;
  /** VALUE; a list of one is read as its one member, since the two dialects differ in this. */
  readonly value?: string | readonly string[];
  /** Line of the VALUE statement, from 1. */
  readonly valueLine?: number;
  readonly children: readonly MetNode[];
  /** Line where the node begins, from 1. */
  readonly line: number;
}

/** A whole `.met`: its master groups, INVENTORYMETADATA first. */
export interface Met {
  readonly groups: readonly MetNode[];
}

/** An object with the CLASS that applies to it: its own, or that of the nearest node around it. */
export interface FoundObject {
  readonly object: MetNode;
  readonly klass: string | undefined;
}

/**
 * Reads a `.met` of either dialect, the SDP Toolkit's or that of ECS distribution.
 * Throws a FormatError with the line for text that is not ODL.
 */
export function parseMet(text: string): Met {
  return { groups: nodesOf(parsePvl(text, { dialect: 'odl', format: MET })) };
}

/** The objects of a name, upper and lower case alike, in the order of the file; only those of a class when one is given. */
export function metObjects(met: Met, objectName: string, klass?: string): FoundObject[] {
  const wanted = objectName.toUpperCase();
  const found: FoundObject[] = [];
  const visit = (nodes: readonly MetNode[], around: string | undefined): void => {
    for (const node of nodes) {
      const own = node.klass ?? around;
      const matches = node.kind === 'object' && node.name.toUpperCase() === wanted;
      if (matches && (klass === undefined || own === klass)) found.push({ object: node, klass: own });
      visit(node.children, own);
    }
  };
  visit(met.groups, undefined);
  return found;
}

/**
 * The value of the first object of a name (and class) that has one: a list when it has several or no members. Undefined
 * when there is none.
 */
export function metValue(met: Met, objectName: string, klass?: string): string | string[] | undefined {
  const value = metObjects(met, objectName, klass).find(({ object }) => object.value !== undefined)?.object
    .value;
  return typeof value === 'string' || value === undefined ? value : [...value];
}

/** The value of the first object of a name (and class) as a list, empty when there is none. */
export function metList(met: Met, objectName: string, klass?: string): string[] {
  const value = metValue(met, objectName, klass) ?? [];
  return typeof value === 'string' ? [value] : value;
}

function nodesOf(nodes: readonly PvlNode[]): MetNode[] {
  return nodes.flatMap((node): MetNode[] => {
    if (node.kind === 'statement') return [];
    const value = statement(node.children, 'VALUE');
    const klass = statement(node.children, 'CLASS')?.value.raw;
    const numVal = Number(statement(node.children, 'NUM_VAL')?.value.raw);
    return [
      {
        kind: node.blockType === 'GROUP' ? 'group' : 'object',
        name: node.name,
        ...(klass !== undefined && { klass }),
        ...(Number.isSafeInteger(numVal) && { numVal }),
        ...(value !== undefined && { value: valueOf(value), valueLine: value.line }),
        children: nodesOf(node.children),
        line: node.line,
      },
    ];
  });
}

function statement(nodes: readonly PvlNode[], key: string): PvlStatement | undefined {
  return nodes.find(
    (node): node is PvlStatement => node.kind === 'statement' && node.key.toUpperCase() === key,
  );
}

function valueOf({ value }: PvlStatement): string | string[] {
  if (value.list === undefined) return value.raw;
  const members = value.list.map(({ raw }) => raw);
  return members.length === 1 ? members[0]! : members;
}
