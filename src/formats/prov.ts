/**
 * PROV-JSON (W3C Member Submission of 24 April 2013), the JSON form of the PROV data model: things (entities), what was
 * done (activities), who answers for it (agents), and how they hang together (relations).
 */

/** A value with its type, `{ "$": "prov:Person", "type": "prov:QUALIFIED_NAME" }`. */
export interface TypedValue {
  readonly $: string;
  readonly type: string;
}

/** A value of an attribute; several values of one attribute are a list. */
export type ProvValue = string | number | boolean | TypedValue;

/** What one record says, by attribute: a qualified name such as `prov:label` or `sips:md5`. */
export type ProvAttributes = Readonly<Record<string, ProvValue | readonly ProvValue[]>>;

/** The kinds of things that have an identifier. */
export const PROV_ELEMENTS = ['entity', 'activity', 'agent'] as const;
/** One of them. */
export type ProvElement = (typeof PROV_ELEMENTS)[number];

/** What an attribute of a relation refers to, and whether the relation must have it. */
interface Reference {
  readonly attribute: string;
  readonly to: ProvElement;
  readonly optional?: true;
}

const reference = (attribute: string, to: ProvElement, optional?: true): Reference => ({
  attribute: `prov:${attribute}`,
  to,
  ...(optional && { optional }),
});

/** The relations that are written here, by PROV's own names: their references, the first one to what came later. */
export const PROV_RELATIONS = {
  wasGeneratedBy: [reference('entity', 'entity'), reference('activity', 'activity', true)],
  used: [reference('activity', 'activity'), reference('entity', 'entity')],
  wasInformedBy: [reference('informed', 'activity'), reference('informant', 'activity')],
  wasInvalidatedBy: [reference('entity', 'entity'), reference('activity', 'activity', true)],
  wasDerivedFrom: [
    reference('generatedEntity', 'entity'),
    reference('usedEntity', 'entity'),
    reference('activity', 'activity', true),
  ],
  wasAttributedTo: [reference('entity', 'entity'), reference('agent', 'agent')],
  wasAssociatedWith: [
    reference('activity', 'activity'),
    reference('agent', 'agent'),
    reference('plan', 'entity', true),
  ],
  hadMember: [reference('collection', 'entity'), reference('entity', 'entity')],
} as const satisfies Record<string, readonly Reference[]>;
/** One of them. */
export type ProvRelation = keyof typeof PROV_RELATIONS;

/** Every relation, in the order in which a document has them. */
export const PROV_RELATION_NAMES = Object.keys(PROV_RELATIONS) as readonly ProvRelation[];

/** The records of one kind by their identifiers. */
export type ProvRecords = Readonly<Record<string, ProvAttributes>>;

/** A PROV-JSON document. Kinds of which there is no record are left out. */
export type ProvDocument = { readonly prefix: Readonly<Record<string, string>> } & {
  readonly [K in ProvElement | ProvRelation]?: ProvRecords;
};

/** The namespaces that every document has. */
export const PROV_PREFIXES = {
  prov: 'http://www.w3.org/ns/prov#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
} as const;

/**
 * The text of a document, in which a search for a file's name finds whole statements: one record a line, in the order of
 * the identifiers. The same document gives the same bytes.
 */
export function emitProv(document: ProvDocument): string {
  const sections = ['prefix', ...PROV_ELEMENTS, ...PROV_RELATION_NAMES].flatMap((name) => {
    const records = document[name as keyof ProvDocument];
    if (records === undefined) return [];
    const lines = Object.entries(records).map(
      ([id, record]) => `    ${JSON.stringify(id)}: ${JSON.stringify(record)}`,
    );
    return [lines.length === 0 ? `  "${name}": {}` : `  "${name}": {\n${lines.join(',\n')}\n  }`];
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

/** A qualified name as a value: `prov:Person`. */
export function qualified(name: string): TypedValue {
  return { $: name, type: 'prov:QUALIFIED_NAME' };
}

/** A JSON value as a value, its keys in order. */
export function jsonLiteral(value: unknown): TypedValue {
  return { $: JSON.stringify(inOrder(value)), type: 'rdf:JSON' };
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}

/** An instant as xsd:dateTime; undefined when there is none, or none that a calendar has. */
export function provTime(ms: number | undefined): string | undefined {
  if (ms === undefined || Number.isNaN(new Date(ms).getTime())) return undefined;
  const text = new Date(ms).toISOString();
  return /^\d{4}-/.test(text) ? text : undefined;
}

/** Characters of one text: nobody reads more, and what comes from outside must not be without bound. */
const TEXT_LIMIT = 2000;

/** A text that every reader of JSON takes: no halves of characters, and not without bound. */
export function provText(text: string): string {
  const cut = text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text;
  return cut.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

/**
 * The identifier of a thing in a namespace, from its kind and its business keys: `id:run/2026-11-20/L1/2`. Other
 * characters than a qualified name may have are percent-encoded, so that other keys are always another identifier.
 */
export function provId(prefix: string, kind: string, ...keys: readonly (string | number)[]): string {
  return `${prefix}:${[kind, ...keys.map((key) => encoded(String(key)))].join('/')}`;
}

function encoded(key: string): string {
  const text = key
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
    .replace(/[^A-Za-z0-9_.-]/gu, percent);
  // A local name must not end with a dot, and an empty part would be lost between its slashes.
  return text === '' ? '~' : text.replace(/\.$/, '%2E');
}

function percent(character: string): string {
  return encodeURIComponent(character).replace(
    /^[!'()*~]$/,
    (plain) => `%${plain.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
