import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { emitProv, type ProvDocument } from '../../src/formats/prov.js';
import { calm, DAY, input, level, product, run, valid } from '../support/provenance-facts.js';

/** The relations of a kind as `from → to`. */
function arrows(
  document: ProvDocument,
  kind: 'used' | 'wasGeneratedBy' | 'wasDerivedFrom' | 'wasInformedBy',
): string[] {
  return Object.values(document[kind] ?? {}).map((record) => {
    const [from, to] = Object.values(record) as string[];
    return `${from} → ${to}`.replaceAll('id:', '');
  });
}

const PRODUCT = 'file/L1/2026/11/MOP01-20261120-L1V1.0.1.he5';

describe('the provenance of a day', () => {
  it('leads from the PAN back to the notice by which an input came', () => {
    const document = valid(calm());
    expect(arrows(document, 'used')).toEqual(
      expect.arrayContaining([
        'acknowledgement/%3Cpan%40daac%3E → pdr/P.001',
        `delivery/P.001 → ${PRODUCT}`,
        'run/2026-11-20/L1/1 → inputs/2026-11-20/L1/1',
        'run/2026-11-20/L1/1 → processor/L1/1.0.1/abc',
        'run/2026-11-20/L1/1 → parameters/2026-11-20/L1/1',
        'receipt/DN-7 → message/%3Cdn7%40daac%3E',
      ]),
    );
    expect(arrows(document, 'wasGeneratedBy')).toEqual(
      expect.arrayContaining([
        'pdr/P.001 → delivery/P.001',
        `${PRODUCT} → run/2026-11-20/L1/1`,
        'inputs/2026-11-20/L1/1 → stage/2026-11-20/L1/1',
        'file/DAS/2026/11/MOPATT-20261120-0400-20261121000000 → receipt/DN-7',
      ]),
    );
    expect(Object.values(document.hadMember!)).toContainEqual({
      'prov:collection': 'id:inputs/2026-11-20/L1/1',
      'prov:entity': 'id:file/DAS/2026/11/MOPATT-20261120-0400-20261121000000',
    });
    expect(arrows(document, 'wasDerivedFrom')).toContain(`${PRODUCT} → inputs/2026-11-20/L1/1`);
    expect(document.entity!['id:processor/L1/1.0.1/abc']).toMatchObject({
      'sips:sha256': 'abc',
      'sips:configuration': 'L1/proc-1.0/cfg-1',
    });
  });

  it('names the operator who went on without an input, why, and which', () => {
    const without = ['MOP00SCI/2026-11-20/0600'];
    const override = {
      verb: 'proceed',
      by: 'Ada',
      why: 'It will not come.',
      at: 18,
      what: 'It went on.',
    } as const;
    const document = valid(
      calm({
        levels: [level({ overrides: [override] })],
        runs: [run({ without })],
        interventions: [
          {
            mission: 'mopitt',
            id: 'u1',
            at: 18,
            by: 'Ada',
            why: 'It will not come.',
            verb: 'proceed',
            workflowId: 'mopitt/2026-11-20/L1',
            day: DAY,
            level: 'L1',
            detail: { without },
          },
        ],
      }),
    );
    expect(document.entity!['id:inputs/2026-11-20/L1/1']).toMatchObject({ 'sips:without': without });
    expect(document.agent!['id:operator/Ada']).toMatchObject({ 'prov:label': 'Ada' });
    expect(document.entity!['id:decision/2026-11-20/L1/proceed/18']).toMatchObject({
      'sips:why': 'It will not come.',
    });
    expect(arrows(document, 'wasInformedBy')).toContain('stage/2026-11-20/L1/1 → intervention/u1');
    expect(arrows(document, 'used')).toContain('stage/2026-11-20/L1/1 → decision/2026-11-20/L1/proceed/18');
    expect(arrows(document, 'wasGeneratedBy')).toContain(
      'decision/2026-11-20/L1/proceed/18 → intervention/u1',
    );
    expect(document.entity!['id:products/2026-11-20/L1/1']).toMatchObject({ 'sips:overridden': true });
  });

  it('has one list of inputs for a processor that was run anew on what was staged', () => {
    const failed = run({ state: 'failed', exitCode: 1 });
    const again = run({ run: 2, startedAt: 46, endedAt: 48 });
    const document = valid(calm({ runs: [failed, again] }));
    expect(Object.keys(document.entity!).filter((id) => id.startsWith('id:inputs/'))).toHaveLength(1);
    expect(arrows(document, 'wasInformedBy')).toContain('run/2026-11-20/L1/2 → run/2026-11-20/L1/1');
  });

  it('says which edition took the place of which, and when', () => {
    const old = product('MOP01-20261120-L1V1.0.1.he5', { edition: 1, supersededAt: 200 });
    const later = product('MOP01-20261120-L1V1.0.2.he5', { edition: 2, run: 2, archivedAt: 190 });
    const document = valid(
      calm({
        levels: [level({ edition: 2 })],
        files: [input(), old, later],
        runs: [run({ edition: 1 }), run({ run: 2, edition: 2, version: '1.0.2' })],
      }),
    );
    expect(Object.values(document.wasDerivedFrom!)).toContainEqual({
      'prov:generatedEntity': 'id:file/L1/2026/11/MOP01-20261120-L1V1.0.2.he5',
      'prov:usedEntity': `id:${PRODUCT}`,
      'prov:type': { $: 'prov:Revision', type: 'prov:QUALIFIED_NAME' },
    });
    expect(Object.values(document.wasInvalidatedBy!)).toEqual([
      {
        'prov:entity': `id:${PRODUCT}`,
        'prov:activity': 'id:archive/2026-11-20/L1/2',
        'prov:time': '1970-01-01T00:00:00.200Z',
      },
    ]);
  });

  it('points to the document of its own day for a product of another day', () => {
    const event = product('MOPCH-20261119-T2-hot.he5', {
      day: dataDay('2026-11-19'),
      archivePath: 'L1/2026/11/c',
    });
    const document = valid({
      ...calm({ runs: [run({ inputs: [{ key: 'MOPCH/2026-11-19/T2-hot', files: ['L1/2026/11/c'] }] })] }),
      otherFiles: [event],
    });
    expect(document.entity!['id:file/L1/2026/11/c']).toMatchObject({
      'sips:md5': 'bb',
      'sips:provenance': 'provenance/2026/11/2026-11-19.json',
    });
  });

  it('tells nothing that passes: a day that has not ended has the same document', () => {
    const ended = calm();
    const open = calm({ day: { ...ended.record.day, state: 'open' } });
    expect(emitProv(valid(open))).toBe(emitProv(valid(ended)));
  });
});
