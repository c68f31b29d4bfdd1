import { expect } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { checkProv } from '../../src/formats/prov-check.js';
import { emitProv, type ProvDocument } from '../../src/formats/prov.js';
import { provenanceDocument } from '../../src/ledger/provenance/document.js';
import type { ProvenanceFacts } from '../../src/ledger/provenance/facts.js';
import type { FileRow, LevelRow, RunRow } from '../../src/ledger/schema.js';
import { mopitt } from './mopitt.js';

const mission = await mopitt();
/** The day of the samples. */
export const DAY = dataDay('2026-11-20');
const key = { mission: 'mopitt', day: DAY } as const;

/** A day that went well: one input, one run, one product with its `.met`, delivered and accepted. */
export function calm(change: Partial<ProvenanceFacts['record']> = {}): ProvenanceFacts {
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

/** Its level, done. */
export function level(change: Partial<LevelRow> = {}): LevelRow {
  return { ...key, level: 'L1', stage: 'accepted', state: 'done', since: 1, ...change };
}

/** Its run, which succeeded. */
export function run(change: Partial<RunRow> = {}): RunRow {
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

/** A file that the DAAC sent. */
export function input(change: Partial<FileRow> = {}): FileRow {
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

/** A product file of L1, or its `.met`. */
export function product(name: string, change: Partial<FileRow> = {}): FileRow {
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
export function valid(facts: ProvenanceFacts): ProvDocument {
  const document = provenanceDocument(facts);
  expect(checkProv(JSON.parse(emitProv(document)))).toEqual([]);
  return document;
}
