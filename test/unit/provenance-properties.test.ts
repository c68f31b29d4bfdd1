import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../src/domain/story.js';
import { emitProv } from '../../src/formats/prov.js';
import { provenanceDocument } from '../../src/ledger/provenance/document.js';
import type { ProvenanceFacts } from '../../src/ledger/provenance/facts.js';
import { calm, DAY, valid } from '../support/provenance-facts.js';

describe('any record', () => {
  const key = { mission: 'mopitt', day: DAY } as const;
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
      ...calm(),
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
