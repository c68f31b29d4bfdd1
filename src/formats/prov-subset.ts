import {
  PROV_ELEMENTS,
  PROV_RELATION_NAMES,
  PROV_RELATIONS,
  type ProvDocument,
  type ProvRecords,
} from './prov.js';

/**
 * The part of a document that tells where some records come from: they themselves, whatever they refer to, and so on to
 * the origins. What came after them is left out.
 *
 * @param roots - identifiers of entities and activities
 */
export function provSubset(document: ProvDocument, roots: readonly string[]): ProvDocument {
  const origins = originsOf(document);
  const reached = new Set<string>();
  for (const open = [...roots]; open.length > 0;) {
    const id = open.pop()!;
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(origins.get(id) ?? []));
  }
  const kept = [...PROV_ELEMENTS, ...PROV_RELATION_NAMES].flatMap((name) => {
    const records = Object.entries(document[name] ?? {}).filter(([id, record]) =>
      name in PROV_RELATIONS
        ? reached.has(record[PROV_RELATIONS[name as keyof typeof PROV_RELATIONS][0].attribute] as string)
        : reached.has(id),
    );
    return records.length > 0 ? [[name, Object.fromEntries(records) as ProvRecords] as const] : [];
  });
  return { prefix: document.prefix, ...Object.fromEntries(kept) };
}

function originsOf(document: ProvDocument): Map<string, string[]> {
  const origins = new Map<string, string[]>();
  for (const name of PROV_RELATION_NAMES) {
    const [first, ...others] = PROV_RELATIONS[name];
    for (const record of Object.values(document[name] ?? {})) {
      const from = record[first.attribute] as string;
      const to = others.flatMap(({ attribute }) => (record[attribute] as string | undefined) ?? []);
      origins.set(from, [...(origins.get(from) ?? []), ...to]);
    }
  }
  return origins;
}
