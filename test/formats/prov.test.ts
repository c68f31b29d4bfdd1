import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProvBuilder } from '../../src/formats/prov-builder.js';
import { checkProv } from '../../src/formats/prov-check.js';
import { provSubset } from '../../src/formats/prov-subset.js';
import {
  emitProv,
  jsonLiteral,
  provId,
  provText,
  provTime,
  qualified,
  type ProvDocument,
} from '../../src/formats/prov.js';

const SPACES = { id: 'urn:test:', sips: 'urn:test:terms:' };

/** A product made by a run from a file, and what came of it. */
function small(): ProvBuilder {
  const prov = new ProvBuilder(SPACES);
  prov.entity('id:file/in', { 'prov:label': 'in' });
  prov.entity('id:file/out', { 'sips:bytes': 12 });
  prov.entity('id:pdr/1', {});
  prov.activity('id:run/1', { 'prov:startTime': provTime(0) });
  prov.activity('id:delivery/1', {});
  prov.agent('id:agent/station', { 'prov:type': qualified('prov:SoftwareAgent') });
  prov.relate('used', 'id:run/1', 'id:file/in', { 'prov:role': 'input' });
  prov.relate('wasGeneratedBy', 'id:file/out', 'id:run/1');
  prov.relate('wasAssociatedWith', 'id:run/1', 'id:agent/station');
  prov.relate('used', 'id:delivery/1', 'id:file/out');
  prov.relate('wasGeneratedBy', 'id:pdr/1', 'id:delivery/1');
  return prov;
}

describe('a PROV-JSON document', () => {
  it('is JSON with one record a line, by PROV-JSON’s own names', () => {
    const text = emitProv(small().document());
    expect(JSON.parse(text)).toMatchObject({
      prefix: { prov: 'http://www.w3.org/ns/prov#', id: 'urn:test:' },
      activity: { 'id:run/1': { 'prov:startTime': '1970-01-01T00:00:00.000Z' } },
      agent: {
        'id:agent/station': { 'prov:type': { $: 'prov:SoftwareAgent', type: 'prov:QUALIFIED_NAME' } },
      },
      wasGeneratedBy: { '_:wasGeneratedBy1': { 'prov:entity': 'id:file/out', 'prov:activity': 'id:run/1' } },
      used: { '_:used2': { 'prov:activity': 'id:run/1', 'prov:entity': 'id:file/in', 'prov:role': 'input' } },
    });
    expect(text.split('\n').filter((line) => line.includes('id:file/in'))).toHaveLength(2);
    expect(checkProv(JSON.parse(text))).toEqual([]);
  });

  it('says once what was said twice, and keeps what was said first', () => {
    const prov = small();
    prov.entity('id:file/in', {
      'prov:label': 'again',
      'sips:md5': 'x',
      'sips:none': undefined,
      'sips:no': [],
    });
    prov.relate('used', 'id:run/1', 'id:file/in', { 'prov:role': 'input' });
    const { entity, used } = prov.document();
    expect(entity!['id:file/in']).toEqual({ 'prov:label': 'in', 'sips:md5': 'x' });
    expect(Object.keys(used!)).toHaveLength(2);
  });

  it('is told from a record back to its origins, without what came after it', () => {
    const part = provSubset(small().document(), ['id:file/out']);
    expect(Object.keys(part.entity!)).toEqual(['id:file/in', 'id:file/out']);
    expect(Object.keys(part.activity!)).toEqual(['id:run/1']);
    expect(Object.keys(part.agent!)).toEqual(['id:agent/station']);
    expect(checkProv(part)).toEqual([]);
  });
});

describe('the check of a document', () => {
  const broken = (change: (document: Record<string, Record<string, Record<string, unknown>>>) => void) => {
    const document = JSON.parse(emitProv(small().document())) as never;
    change(document);
    return checkProv(document);
  };

  it.each<[string, Parameters<typeof broken>[0], RegExp]>([
    ['a reference to nothing', (d) => delete d['entity']!['id:file/in'], /prov:entity names no entity/],
    [
      'a reference to another kind',
      (d) => (d['used']!['_:used1']!['prov:entity'] = 'id:run/1'),
      /names no entity/,
    ],
    [
      'a reference that is missing',
      (d) => delete d['used']!['_:used1']!['prov:entity'],
      /has no prov:entity/,
    ],
    ['a prefix that is not declared', (d) => (d['entity']!['no:file'] = {}), /not a qualified name/],
    ['a name with a space', (d) => (d['entity']!['id:a b'] = {}), /not a qualified name/],
    ['a name that ends with a dot', (d) => (d['entity']!['id:a.'] = {}), /not a qualified name/],
    [
      'an attribute without a namespace',
      (d) => (d['entity']!['id:pdr/1']!['size'] = 1),
      /not a qualified name/,
    ],
    ['a time that is none', (d) => (d['activity']!['id:run/1']!['prov:endTime'] = '20 Nov'), /xsd:dateTime/],
    ['a value that is none', (d) => (d['entity']!['id:pdr/1']!['sips:x'] = null), /not a literal/],
    ['a typed value without its type', (d) => (d['entity']!['id:pdr/1']!['sips:x'] = { $: 'a' }), /neither/],
    ['a section that PROV does not have', (d) => (d['made'] = {}), /no part/],
    ['no prefixes', (d) => delete d['prefix'], /no prefixes/],
  ])('finds %s', (_, change, problem) => {
    expect(broken(change).join('\n')).toMatch(problem);
  });

  it('says of anything that is no document that it is none, and never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => checkProv(value).length > 0));
  });
});

describe('identifiers', () => {
  it('keep what reads well, and encode the rest', () => {
    expect(provId('id', 'file', 'L0', '2026', 'MOP00SCI-20261120-0400.01')).toBe(
      'id:file/L0/2026/MOP00SCI-20261120-0400.01',
    );
    expect(provId('id', 'message', '<a/b@c.>')).toBe('id:message/%3Ca%2Fb%40c.%3E');
    expect(provId('id', 'operator', 'Ада.')).toBe('id:operator/%D0%90%D0%B4%D0%B0%2E');
    expect(provId('id', 'x', '')).toBe('id:x/~');
  });

  it('are qualified names, and other keys are other identifiers', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '~', '.', '%', '/'),
    );
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), fc.array(key, { minLength: 1 }), (one, other) => {
        const [a, b] = [provId('id', 'x', ...one), provId('id', 'x', ...other)];
        const document: ProvDocument = { prefix: SPACES, entity: { [a]: {} } };
        expect(checkProv(document)).toEqual([]);
        expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('values', () => {
  it('are texts without halves of characters and not without bound', () => {
    expect(provText('a\uD800b\uDC00😀')).toBe('a\uFFFDb\uFFFD😀');
    expect(provText('x'.repeat(5000))).toHaveLength(2000);
  });

  it('are instants of the calendar or nothing', () => {
    expect(provTime(Date.parse('2026-11-20T04:00:00Z'))).toBe('2026-11-20T04:00:00.000Z');
    for (const none of [undefined, NaN, 1e300, 8.64e15]) expect(provTime(none)).toBeUndefined();
  });

  it('are JSON whose keys are in order', () => {
    expect(jsonLiteral({ b: [{ d: 1, c: 2 }], a: null })).toEqual({
      $: '{"a":null,"b":[{"c":2,"d":1}]}',
      type: 'rdf:JSON',
    });
  });
});
