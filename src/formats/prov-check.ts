import {
  PROV_ELEMENTS,
  PROV_RELATION_NAMES,
  PROV_RELATIONS,
  type ProvElement,
  type ProvRelation,
} from './prov.js';

const PREFIX = /^[A-Za-z][A-Za-z0-9_-]*$/;
const URI = /^[a-z][a-z0-9+.-]*:\S+$/i;
// PN_LOCAL of PROV-N with percent-encoding, without the characters that it would have to escape but for the dot.
const LOCAL =
  /^(?:[A-Za-z0-9_/@~&+*?#$!]|%[0-9A-Fa-f]{2})(?:(?:[A-Za-z0-9_./@~&+*?#$!-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9_/@~&+*?#$!-]|%[0-9A-Fa-f]{2}))?$/;
const BLANK = /^_:[A-Za-z0-9][A-Za-z0-9_-]*$/;
const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const TIMES = new Set(['prov:startTime', 'prov:endTime', 'prov:time']);

type Found = Record<string, unknown>;

/**
 * What is wrong with a PROV-JSON document, one sentence each; none when it is valid: qualified names with declared
 * prefixes, every reference to a declared record of the right kind, required references there, times xsd:dateTime.
 */
export function checkProv(value: unknown): string[] {
  if (!isObject(value)) return ['The document is no object.'];
  return new Check(value).problems();
}

class Check {
  private readonly prefixes: Set<string>;
  private readonly declared: ReadonlyMap<ProvElement, ReadonlySet<string>>;

  constructor(private readonly document: Found) {
    const { prefix } = document;
    this.prefixes = new Set(isObject(prefix) ? Object.keys(prefix) : []);
    this.declared = new Map(PROV_ELEMENTS.map((kind) => [kind, new Set(Object.keys(this.section(kind)))]));
  }

  problems(): string[] {
    const sections = [...PROV_ELEMENTS, ...PROV_RELATION_NAMES];
    return [
      ...Object.keys(this.document)
        .filter((name) => name !== 'prefix' && !sections.includes(name as ProvElement))
        .map((name) => `'${name}' is no part of a document.`),
      ...this.prefixProblems(),
      ...sections.flatMap((name) =>
        Object.entries(this.section(name)).flatMap(([id, record]) => this.recordProblems(name, id, record)),
      ),
    ];
  }

  private section(name: string): Found {
    const section = this.document[name];
    return isObject(section) ? section : {};
  }

  private prefixProblems(): string[] {
    const { prefix } = this.document;
    if (!isObject(prefix)) return ['There are no prefixes.'];
    return Object.entries(prefix)
      .filter(([name, uri]) => !PREFIX.test(name) || typeof uri !== 'string' || !URI.test(uri))
      .map(([name]) => `The prefix '${name}' does not name a namespace.`);
  }

  private recordProblems(section: ProvElement | ProvRelation, id: string, record: unknown): string[] {
    const where = `${section} ${id}`;
    if (!isObject(record)) return [`${where} is no object.`];
    const isElement = (PROV_ELEMENTS as readonly string[]).includes(section);
    const named = this.isName(id) || (!isElement && BLANK.test(id));
    return [
      ...(named ? [] : [`${where}: the identifier is not a qualified name.`]),
      ...(isElement ? [] : this.referenceProblems(where, section as ProvRelation, record)),
      ...Object.entries(record).flatMap(([attribute, item]) =>
        (Array.isArray(item) ? (item as unknown[]) : [item]).flatMap((one) =>
          this.valueProblems(`${where}: ${attribute}`, attribute, one),
        ),
      ),
    ];
  }

  private referenceProblems(where: string, relation: ProvRelation, record: Found): string[] {
    return PROV_RELATIONS[relation].flatMap((reference) => {
      const target = record[reference.attribute];
      if (target === undefined)
        return 'optional' in reference ? [] : [`${where} has no ${reference.attribute}.`];
      const isThere = typeof target === 'string' && this.declared.get(reference.to)!.has(target);
      return isThere ? [] : [`${where}: ${reference.attribute} names no ${reference.to} of the document.`];
    });
  }

  private valueProblems(where: string, attribute: string, value: unknown): string[] {
    if (!this.isName(attribute)) return [`${where} is not a qualified name.`];
    if (TIMES.has(attribute))
      return typeof value === 'string' && DATE_TIME.test(value) ? [] : [`${where} is not an xsd:dateTime.`];
    if (isObject(value)) {
      if (typeof value['$'] !== 'string' || typeof value['type'] !== 'string' || !this.isName(value['type']))
        return [`${where} is neither a literal nor a typed one.`];
      const isName = value['type'] === 'prov:QUALIFIED_NAME';
      return isName && !this.isName(value['$']) ? [`${where} is not a qualified name.`] : [];
    }
    if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${where} is not a number.`];
    return typeof value === 'string' || typeof value === 'boolean' ? [] : [`${where} is not a literal.`];
  }

  private isName(text: string): boolean {
    const colon = text.indexOf(':');
    return colon > 0 && this.prefixes.has(text.slice(0, colon)) && LOCAL.test(text.slice(colon + 1));
  }
}

function isObject(value: unknown): value is Found {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
