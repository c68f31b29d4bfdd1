import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import { writeProvenance } from '../../src/activities/provenance.js';
import { dataDay } from '../../src/domain/data-day.js';
import { emitProv } from '../../src/formats/prov.js';
import { archiveManyOnce } from '../../src/ledger/archive-once.js';
import { openDay } from '../../src/ledger/days.js';
import { recordGap } from '../../src/ledger/gaps.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { recordMessage } from '../../src/ledger/messages.js';
import { provenanceDocument } from '../../src/ledger/provenance/document.js';
import { provenanceFacts, type ProvenanceFacts } from '../../src/ledger/provenance/facts.js';
import { openReceipt } from '../../src/ledger/receipts.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { describeLedgers } from '../support/ledgers.js';
import { mopitt } from '../support/mopitt.js';
import { input, product } from '../support/provenance-facts.js';

const MISSION = 'mopitt';
const DAY = dataDay('2026-11-20');
const BEFORE = dataDay('2026-11-19');
const NOON = Date.parse('2026-11-20T12:00:00Z');
const KEY = { mission: MISSION, day: DAY, level: 'L1' };
const mission = await mopitt();

/** A day with an input and a run that was also given a product of the day before. */
async function fill(ledger: Ledger): Promise<void> {
  const own = input({ receiptKey: 'DN-1' });
  const event = product('MOPCH-c.he5', { day: BEFORE, archivePath: 'L1/2026/11/MOPCH-c.he5' });
  await openDay(ledger, KEY, { at: 1, openedBy: 'schedule' });
  await upsertLevel(ledger, KEY, { since: 1, state: 'running' });
  await archiveManyOnce(ledger, [own, event], async () => undefined);
  await openReceipt(ledger, {
    mission: MISSION,
    key: 'DN-1',
    orderId: '7',
    ftpDir: '/p',
    fileCount: 1,
    at: 1,
  });
  await recordMessage(ledger, {
    mission: MISSION,
    id: 'm1',
    via: 'smtp',
    kind: 'DN',
    receivedAt: 1,
    path: 'mail/in/1.eml',
    state: 'acted',
    about: 'DN-1',
  });
  await upsertRun(
    ledger,
    { ...KEY, run: 1 },
    {
      version: '1.0.1',
      inputs: [
        { key: 'MOPATT/2026-11-20/0400', files: [own.archivePath] },
        { key: 'MOPCH/2026-11-19/T2-hot', files: [event.archivePath] },
      ],
      without: ['MOP00SCI/2026-11-20/0600'],
      parameters: [{ lun: 900001, description: 'Data day', value: DAY }],
    },
  );
  await recordGap(ledger, {
    mission: MISSION,
    id: 'g1',
    fromAt: NOON,
    toAt: NOON + 1,
    types: ['MOP00SCI'],
    by: 'Ada',
    why: 'off',
    at: 3,
  });
  await intervene(ledger, 'mopitt/receipt/DN-1', 'i1');
}

function intervene(ledger: Ledger, workflowId: string, id: string): Promise<boolean> {
  const said = { mission: MISSION, id, at: 2, by: 'Ada', why: 'so be it', verb: 'retry', detail: {} };
  return recordIntervention(ledger, { ...said, workflowId, ...(id !== 'i1' && { day: DAY }) });
}

async function factsOf(ledger: Ledger): Promise<ProvenanceFacts> {
  return (await provenanceFacts(ledger, KEY, { mission, software: '1' }))!;
}

describeLedgers('the provenance of a day', (ledgers) => {
  const place = (archive: string) => join(archive, 'provenance/2026/11/2026-11-20.json');
  const contextOf = (ledger: Ledger) => {
    const archive = join(ledgers.directory(), `archive-${Math.random()}`);
    return { mission, ledger, paths: { archive } } as StationContext;
  };

  it('is read with what other days and receipts have to do with it', async () => {
    const ledger = await ledgers.open();
    await fill(ledger);
    const facts = await factsOf(ledger);
    expect(facts.otherFiles.map(({ archivePath }) => archivePath)).toEqual(['L1/2026/11/MOPCH-c.he5']);
    expect(facts.receipts).toMatchObject([{ key: 'DN-1', orderId: '7' }]);
    expect(facts.notices).toMatchObject([{ id: 'm1' }]);
    expect(facts.receiptInterventions).toMatchObject([{ id: 'i1', by: 'Ada' }]);
    expect(facts.gaps).toMatchObject([{ id: 'g1', by: 'Ada' }]);
    expect(facts.record.runs).toMatchObject([
      { without: ['MOP00SCI/2026-11-20/0600'], parameters: [{ lun: 900001, value: DAY }] },
    ]);
    const other = await provenanceFacts(ledger, { mission: MISSION, day: BEFORE }, { software: '1' });
    expect(other).toBeUndefined();
  });

  it('is written once as long as nothing changes, and anew when an operator has said something', async () => {
    const ledger = await ledgers.open();
    await fill(ledger);
    const context = contextOf(ledger);
    await writeProvenance(context, DAY);
    const first = await stat(place(context.paths.archive));
    await writeProvenance(context, DAY);
    expect((await stat(place(context.paths.archive))).ino).toBe(first.ino);
    await intervene(ledger, 'mopitt/2026-11-20/L1', 'i2');
    await writeProvenance(context, DAY);
    expect(await readFile(place(context.paths.archive), 'utf8')).toContain('id:intervention/i2');
  });

  it('mends what is damaged, and leaves a day alone that the ledger does not know', async () => {
    const ledger = await ledgers.open();
    const context = contextOf(ledger);
    await writeProvenance(context, DAY);
    await expect(stat(place(context.paths.archive))).rejects.toThrow('ENOENT');
    await fill(ledger);
    await mkdir(join(place(context.paths.archive), '..'), { recursive: true });
    await writeFile(place(context.paths.archive), '{"pre');
    await writeProvenance(context, DAY);
    expect(JSON.parse(await readFile(place(context.paths.archive), 'utf8'))).toHaveProperty('prefix');
  });

  it('has the last word of the ledger when many write it at once', async () => {
    const ledger = await ledgers.open();
    await fill(ledger);
    const context = contextOf(ledger);
    const wordThenWrite = async (id: string) => {
      await intervene(ledger, 'mopitt/2026-11-20/L1', id);
      await writeProvenance(context, DAY);
    };
    await Promise.all(['i2', 'i3', 'i4', 'i5', 'i6', 'i7'].map(wordThenWrite));
    const text = await readFile(place(context.paths.archive), 'utf8');
    for (const id of ['i2', 'i3', 'i4', 'i5', 'i6', 'i7']) expect(text).toContain(`id:intervention/${id}`);
    const facts = await factsOf(ledger);
    const version = JSON.parse(text) as { agent: Record<string, Record<string, string>> };
    const software = version.agent['id:agent/station']!['sips:version']!;
    expect(text).toBe(emitProv(provenanceDocument({ ...facts, software })));
  });

  it('says where it cannot be written', async () => {
    const ledger = await ledgers.open();
    await fill(ledger);
    const context = contextOf(ledger);
    await mkdir(context.paths.archive, { recursive: true });
    await writeFile(join(context.paths.archive, 'provenance'), 'a file in the way');
    await expect(writeProvenance(context, DAY)).rejects.toThrow(/provenance/);
  });
});
