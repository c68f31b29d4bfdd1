import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { STAGES } from '../../src/domain/story.js';
import { checkProv } from '../../src/formats/prov-check.js';
import { emitProv, type ProvDocument } from '../../src/formats/prov.js';
import { provenanceDocument } from '../../src/ledger/provenance/document.js';
import type { ProvenanceFacts } from '../../src/ledger/provenance/facts.js';
import type { FileRow, LevelRow, RunRow } from '../../src/ledger/schema.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();
const DAY = dataDay('2026-11-20');
const key = { mission: 'mopitt', day: DAY } as const;

/** A day that went well: one input, one run, one product with its `.met`, delivered and accepted. */
function calm(change: Partial<ProvenanceFacts['record']> = {}): ProvenanceFacts {
  return {
    mission,
    software: '1.2.3',
    otherFiles: [],
    receipts: [
      {
        mission: 'mopitt',
        key: 'DN-7',
        workflowId: 'mopitt/receipt/DN-7',
        orderId: '700',
        ftpDir: '/pickup',
        state: 'done',
        fileCount: 1,
        openedAt: 10,
        since: 10,
      },
    ],
    notices: [
      {
        mission: 'mopitt',
        id: '<dn7@daac>',
        via: 'smtp',
        kind: 'DN',
        receivedAt: 9,
        path: 'mail/in/7.eml',
        state: 'acted',
        about: 'DN-7',
      },
    ],
    receiptInterventions: [],
    gaps: [],
    record: {
      day: { ...key, state: 'done', openedAt: 5, openedBy: 'schedule', workflowId: 'mopitt/2026-11-20' },
      levels: [level()],
      stages: [
        { ...key, level: 'L1', stage: 'stage', attempt: 201, startedAt: 20, endedAt: 25, outcome: 'ok' },
        { ...key, level: 'L1', stage: 'QA', attempt: 401, startedAt: 50, endedAt: 60, outcome: 'ok' },
        { ...key, level: 'L1', stage: 'archive', attempt: 501, startedAt: 70, endedAt: 80, outcome: 'ok' },
      ],
      files: [input(), product('MOP01-20261120-L1V1.0.1.he5'), product('MOP01-20261120-L1V1.0.1.he5.met')],
      runs: [run()],
      qa: [
        {
          ...key,
          level: 'L1',
          product: 'MOP01-20261120-L1V1.0.1.he5',
          type: 'MOP01',
          verdict: 'Passed',
          reasons: [],
          figures: { size: 5 },
          run: 1,
          measuredAt: 55,
        },
      ],
      deliveries: [
        {
          ...key,
          level: 'L1',
          pdr: 'P.001',
          attempt: 1,
          state: 'accepted',
          directory: '/d',
          files: [
            { type: 'MOP01', files: ['MOP01-20261120-L1V1.0.1.he5', 'MOP01-20261120-L1V1.0.1.he5.met'] },
          ],
          workflowId: 'w',
          deliveredAt: 90,
          endedAt: 120,
        },
      ],
      acknowledgements: [
        {
          mission: 'mopitt',
          messageId: '<pan@daac>',
          pdr: 'P.001',
          kind: 'PAN',
          form: 'short',
          disposition: 'SUCCESSFUL',
          receivedAt: 110,
          files: [],
        },
      ],
      interventions: [],
      messages: [
        {
          mission: 'mopitt',
          id: '<pan@daac>',
          via: 'smtp',
          kind: 'PAN',
          receivedAt: 110,
          path: 'mail/in/8.eml',
          state: 'acted',
        },
      ],
      ...change,
    },
  };
}

function level(change: Partial<LevelRow> = {}): LevelRow {
  return { ...key, level: 'L1', stage: 'accepted', state: 'done', since: 1, ...change };
}

function run(change: Partial<RunRow> = {}): RunRow {
  return {
    ...key,
    level: 'L1',
    run: 1,
    version: '1.0.1',
    digest: 'abc',
    directory: '/s',
    timedOut: 0,
    state: 'succeeded',
    startedAt: 30,
    endedAt: 45,
    inputs: [{ key: 'MOPATT/2026-11-20/0400', files: ['DAS/2026/11/MOPATT-20261120-0400-20261121000000'] }],
    without: [],
    parameters: [{ lun: 900001, description: 'Data day', value: DAY }],
    ...change,
  };
}

function input(change: Partial<FileRow> = {}): FileRow {
  return {
    ...key,
    archivePath: 'DAS/2026/11/MOPATT-20261120-0400-20261121000000',
    originalName: 'AM1ATT.A2026324.0400',
    archiveName: 'MOPATT-20261120-0400-20261121000000',
    type: 'MOPATT',
    slot: '0400',
    size: 10,
    md5: 'aa',
    kind: 'input',
    archivedAt: 15,
    receiptKey: 'DN-7',
    ...change,
  };
}

function product(name: string, change: Partial<FileRow> = {}): FileRow {
  return {
    ...key,
    archivePath: `L1/2026/11/${name}`,
    originalName: name,
    archiveName: name,
    type: 'MOP01',
    size: 5,
    md5: 'bb',
    kind: 'product',
    level: 'L1',
    run: 1,
    archivedAt: 75,
    ...(name.endsWith('.met') && { part: 'met' }),
    ...change,
  };
}

/** The document, after a look whether it is valid. */
function valid(facts: ProvenanceFacts): ProvDocument {
  const document = provenanceDocument(facts);
  expect(checkProv(JSON.parse(emitProv(document)))).toEqual([]);
  return document;
}

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

describe('any record', () => {
  const time = fc.oneof(fc.nat(200), fc.maxSafeInteger());
  const word = fc.oneof(fc.constantFrom('a', 'b', ''), fc.string({ unit: 'binary' }));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>, name: string) =>
    fc.option(arbitrary, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 });
  const L = fc.constantFrom('L1', 'L2');
  const mixed = (
    base: Record<string, fc.Arbitrary<unknown>>,
    optional: Record<string, fc.Arbitrary<unknown>> = {},
  ) =>
    fc
      .tuple(fc.record(base), ...Object.entries(optional).map(([name, value]) => maybe(value, name)))
      .map((parts) => Object.assign({ ...key }, ...(parts as object[])) as never);

  const verb = fc.constantFrom('proceed', 'accept', 'reject');
  const override = fc.record({ verb, by: word, why: word, at: time, what: word });
  const file = mixed(
    {
      archivePath: word,
      originalName: word,
      archiveName: fc.constantFrom('p', 'q', 'p.met'),
      type: fc.constantFrom('MOP01', 'MOP02B', 'X'),
      size: fc.nat(),
      md5: word,
      kind: fc.constantFrom('input', 'product'),
      archivedAt: time,
    },
    {
      level: L,
      run: fc.nat(3),
      edition: fc.nat(3),
      supersededAt: time,
      receiptKey: word,
      part: fc.constant('met'),
      made: word,
    },
  );
  const facts = fc
    .record({
      levels: some(
        mixed(
          { level: L, stage: fc.constantFrom(...STAGES), state: fc.constant('done'), since: time },
          {
            edition: fc.nat(3),
            overrides: some(override),
            offer: fc.record({ since: time, granules: some(word), reason: word }),
            qaVerdict: fc.constant('Passed'),
          },
        ),
      ),
      stages: some(
        mixed(
          { level: L, stage: fc.constantFrom(...STAGES), attempt: fc.nat(), startedAt: time },
          { endedAt: time },
        ),
      ),
      files: some(file),
      runs: some(
        mixed(
          {
            level: L,
            run: fc.nat(3),
            version: word,
            digest: word,
            directory: word,
            timedOut: fc.nat(1),
            state: word,
          },
          {
            startedAt: time,
            endedAt: time,
            exitCode: fc.integer(),
            signal: word,
            edition: fc.nat(3),
            inputs: some(fc.record({ key: word, files: some(word) })),
            without: some(word),
            parameters: some(fc.record({ lun: fc.nat(), description: word, value: word })),
          },
        ),
      ),
      qa: some(
        mixed({
          level: L,
          product: fc.constantFrom('p', 'q'),
          type: word,
          verdict: word,
          reasons: some(word),
          figures: fc.dictionary(word, fc.jsonValue()),
          run: fc.nat(3),
          measuredAt: time,
        }),
      ),
      deliveries: some(
        mixed(
          {
            level: L,
            pdr: word,
            attempt: fc.nat(),
            state: word,
            directory: word,
            workflowId: word,
            files: some(fc.record({ type: word, files: some(fc.constantFrom('p', 'p.met', 'q')) })),
          },
          { deliveredAt: time, endedAt: time, disposition: word },
        ),
      ),
      acknowledgements: some(
        mixed({
          messageId: word,
          pdr: word,
          kind: fc.constant('PAN'),
          form: word,
          disposition: word,
          receivedAt: time,
          files: some(fc.record({ name: word, disposition: word })),
        }),
      ),
      interventions: some(
        mixed(
          {
            id: word,
            at: time,
            by: word,
            why: word,
            verb,
            workflowId: word,
            detail: fc.dictionary(word, some(word)),
          },
          { level: L, refused: word },
        ),
      ),
      messages: some(
        mixed(
          { id: word, via: word, kind: word, receivedAt: time, path: word, state: word },
          { subject: word },
        ),
      ),
      otherFiles: some(file),
      gaps: some(
        mixed({ id: word, fromAt: time, toAt: time, types: some(word), by: word, why: word, at: time }),
      ),
      receipts: some(
        mixed({
          key: word,
          workflowId: word,
          ftpDir: word,
          fileCount: fc.nat(),
          openedAt: time,
          since: time,
        }),
      ),
      notices: some(
        mixed(
          { id: word, via: word, kind: word, receivedAt: time, path: word, state: word },
          { about: word },
        ),
      ),
    })
    .map(({ otherFiles, gaps, receipts, notices, ...rows }): ProvenanceFacts => ({
      mission,
      software: '1.2.3',
      otherFiles,
      gaps,
      receipts,
      notices,
      receiptInterventions: [],
      record: { ...calm().record, ...rows },
    }));

  it('gives a valid document whose references resolve, and the same bytes each time', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const text = emitProv(valid(given));
        expect(emitProv(provenanceDocument(structuredClone(given)))).toBe(text);
      }),
    );
  });

  it('names every file of the day and every one that a run was given', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const places = new Set(
          Object.values(valid(given).entity ?? {}).map((entity) => entity['prov:location']),
        );
        const wellFormed = (path: string) => !/[\uD800-\uDFFF]/.test(path);
        const named = [
          ...given.record.files.map((row) => row.archivePath),
          ...given.record.runs.flatMap((row) => (row.inputs ?? []).flatMap((entry) => entry.files)),
        ].filter(wellFormed);
        expect(named.filter((path) => !places.has(path))).toEqual([]);
      }),
    );
  });
});
