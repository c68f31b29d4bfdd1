import {
  PROV_ELEMENTS,
  PROV_PREFIXES,
  PROV_RELATION_NAMES,
  PROV_RELATIONS,
  provText,
  type ProvAttributes,
  type ProvDocument,
  type ProvElement,
  type ProvRecords,
  type ProvRelation,
  type ProvValue,
} from './prov.js';

/** What is said of a record; what is `undefined` or an empty list is not said. */
export type Said = Readonly<Record<string, ProvValue | readonly ProvValue[] | undefined>>;

/** Collects the records of a PROV-JSON document. What is said twice is there once. */
export class ProvBuilder {
  private readonly elements = new Map<ProvElement, Map<string, ProvAttributes>>(
    PROV_ELEMENTS.map((kind) => [kind, new Map()]),
  );
  private readonly relations = new Map<ProvRelation, Map<string, ProvAttributes>>(
    PROV_RELATION_NAMES.map((kind) => [kind, new Map()]),
  );

  /** @param prefixes - namespaces beyond those of PROV */
  constructor(private readonly prefixes: Readonly<Record<string, string>>) {}

  /** Declares a thing and answers its identifier. One that is declared already keeps what was said first. */
  entity(id: string, said: Said): string {
    return this.declare('entity', id, said);
  }

  /** Declares something that was done, and answers its identifier. */
  activity(id: string, said: Said): string {
    return this.declare('activity', id, said);
  }

  /** Declares somebody (or a program) who answers for something, and answers the identifier. */
  agent(id: string, said: Said): string {
    return this.declare('agent', id, said);
  }

  /** Whether a thing, an activity or an agent has been declared. */
  has(kind: ProvElement, id: string): boolean {
    return this.elements.get(kind)!.has(id);
  }

  /** Says how two records hang together: the later one first, as PROV names it. Without `to`: what caused it is not known. */
  relate(relation: ProvRelation, from: string, to: string | undefined, said: Said = {}): void {
    const [first, second] = PROV_RELATIONS[relation];
    const record = { [first.attribute]: from, ...(to !== undefined && { [second.attribute]: to }) };
    const attributes = { ...record, ...stated(said) };
    this.relations.get(relation)!.set(JSON.stringify(attributes), attributes);
  }

  /** The document: every kind in the order of its identifiers. */
  document(): ProvDocument {
    const elements = PROV_ELEMENTS.map((kind) => [kind, sorted(this.elements.get(kind)!)] as const);
    const relations = PROV_RELATION_NAMES.map(
      (kind) => [kind, numbered(kind, this.relations.get(kind)!)] as const,
    );
    const there = [...elements, ...relations].filter(([, records]) => Object.keys(records).length > 0);
    return { prefix: { ...PROV_PREFIXES, ...this.prefixes }, ...Object.fromEntries(there) };
  }

  private declare(kind: ProvElement, id: string, said: Said): string {
    const records = this.elements.get(kind)!;
    records.set(id, { ...stated(said), ...records.get(id) });
    return id;
  }
}

function stated(said: Said): ProvAttributes {
  const entries = Object.entries(said).flatMap(([attribute, value]) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return [[attribute, Array.isArray(value) ? value.map(clean) : clean(value as ProvValue)] as const];
  });
  return Object.fromEntries(entries);
}

function clean(value: ProvValue): ProvValue {
  return typeof value === 'string' ? provText(value) : value;
}

function sorted(records: ReadonlyMap<string, ProvAttributes>): ProvRecords {
  return Object.fromEntries([...records].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Relations need identifiers in PROV-JSON and have none of their own: blank ones, counted. */
function numbered(kind: ProvRelation, records: ReadonlyMap<string, ProvAttributes>): ProvRecords {
  const inOrder = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(inOrder.map(([, record], index) => [`_:${kind}${index + 1}`, record]));
}
