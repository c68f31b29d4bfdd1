import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { ReceiptRow } from '../../src/ledger/schema.js';
import { FAULTS, faultNames, faultsBySlot, type FaultName } from '../../src/simulator/daac/faults.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import type { InputGranule } from '../../src/simulator/instrument/input.js';
import { expectAtRest, expectDayComplete } from '../support/day-complete.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const PUSHED = faultNames.filter((name) => ['push', 'mail'].includes(FAULTS[name].side));

describe('a day to which everything happens that can happen to a push', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: PUSHED,
    mission: {
      // The deadline passes while much is still on its way: what L1 says of itself has to become true.
      day: '{ patience: 4s, opensAt: null }',
      // L1 is to be held for what is missing, and L2 is not: its deadline is years after the day.
      levels: `
  L1: { deadline: 1s, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }
  L2: { deadline: 9999d, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }`,
    },
  });

  it('late-dn: the files wait in pickup, and nobody is bothered', async () => {
    const files = filesOf('late-dn');
    await station().until('the files whose DN is late are in pickup', async () => {
      const names = await station().names('pickup');
      return files.every((name) => names.includes(name));
    });
    expect(await station().rows('strays', { name: files[0]! })).toEqual([]);
    await station().release('late-dn');
    await allArchived('late-dn');
  });

  it('dn-before-push: the receipt waits for the files, and is not held', async () => {
    await station().release('dn-before-push');
    await allArchived('dn-before-push');
    await station().until(
      'its receipt has ended',
      async () => (await receiptsOf('dn-before-push'))[0]?.state === 'done',
    );
    expect(await mailsAbout('dn-before-push')).toEqual([]);
  });

  it('wrong-size: the file is set aside, its receipt is held with one mail, and the corrected DN completes it', async () => {
    const victim = largestFileOf('wrong-size');
    const held = await heldReceipt('wrong-size');
    const says = `${victim.name}: it has ${victim.size} bytes, and the DN says ${victim.size + 512}`;
    expect(held).toMatchObject({ heldCode: 'FILE_INCOMPLETE', heldDetails: [says] });
    expect(await station().names('overflow/incomplete')).toContain(victim.name);
    expect(await station().rows('arrivals', { receiptKey: held.key, name: victim.name })).toMatchObject([
      { state: 'incomplete', seenSize: victim.size, expectedSize: victim.size + 512 },
    ]);
    const story = await station().story(held.workflowId);
    expect(story.hold).toMatchObject({ code: 'FILE_INCOMPLETE' });
    expect(story.verbs).toEqual(['identify', 'retry', 'wait', 'abandon']);
    expect((await station().oneMail(held.key)).text).toContain(says);

    await station().release('wrong-size');
    await allArchived('wrong-size');
    await station().until('both receipts have ended', async () => {
      const receipts = await receiptsOf('wrong-size');
      return receipts.length === 2 && receipts.every(({ state }) => state === 'done');
    });
    expect(await station().names('overflow/incomplete')).not.toContain(victim.name);
    expect(await mailsAbout('wrong-size')).toHaveLength(1);
  });

  it('truncated-file: the part is set aside with one mail, and the whole file completes the receipt', async () => {
    const victim = largestFileOf('truncated-file');
    const half = Math.floor(victim.size / 2);
    const held = await heldReceipt('truncated-file');
    const says = `${victim.name}: it has ${half} bytes, and the DN says ${victim.size}`;
    expect(held).toMatchObject({ heldCode: 'FILE_INCOMPLETE', heldDetails: [says] });
    expect(await station().names('overflow/incomplete')).toContain(victim.name);
    await station().oneMail(held.key);

    await station().release('truncated-file');
    await allArchived('truncated-file');
    await station().until(
      'its receipt has ended',
      async () => (await receiptsOf('truncated-file'))[0]?.state === 'done',
    );
    const [receipt] = await receiptsOf('truncated-file');
    expect(receipt).not.toHaveProperty('heldCode');
    expect(await mailsAbout('truncated-file')).toHaveLength(1);
  });

  it('duplicate-push: the second copy is dropped, and nothing is archived twice', async () => {
    const { name } = largestFileOf('duplicate-push');
    await station().until('the second copy was pushed', async () => pushesOf(name).length === 2);
    await station().until(
      'the second copy is gone',
      async () => !(await station().names('pickup')).includes(name),
    );
    expect(await station().rows('files', { originalName: name })).toHaveLength(1);
    expect(await station().names('overflow/unmatched')).not.toContain(name);
    expect(await station().rows('strays', { name })).toEqual([]);
  });

  it('duplicate-dn: three mails, one receipt', async () => {
    await allArchived('duplicate-dn');
    const key = (await receiptsOf('duplicate-dn'))[0]!.key;
    expect(await receiptsOf('duplicate-dn')).toHaveLength(1);
    const about = await station().until('the DN under another Message-ID was read', async () => {
      const rows = await station().rows('messages', { about: key });
      return rows.length >= 2 && rows.every(({ state }) => state !== 'kept') && rows;
    });
    expect(about).toHaveLength(2);
    expect(await mailsAbout('duplicate-dn')).toEqual([]);
  });

  it('dropped-connection: the part of the file is never taken for the file', async () => {
    await allArchived('dropped-connection');
    expect(await receiptsOf('dropped-connection')).toHaveLength(1);
    expect(await mailsAbout('dropped-connection')).toEqual([]);
  });

  it('unknown-file: it goes to overflow/unmatched with one mail, and is on the list of strays', async () => {
    const name = `note-to-users-${DAY}-${slotOf('unknown-file')}.txt`;
    await station().until(
      'the file is set aside',
      async () => (await station().rows('strays', { name })).length === 1,
    );
    expect(await station().names('overflow/unmatched')).toEqual([name]);
    expect(await station().rows('strays')).toMatchObject([
      { name, state: 'unmatched', movedTo: `overflow/unmatched/${name}` },
    ]);
    const mail = await station().oneMail(name);
    expect(mail.text).toContain('matches no file that this mission expects');
    await allArchived('unknown-file');
  });

  it('malformed-mail: it lies in quarantine with the reason, and people are told once', async () => {
    const [message] = await station().until('the damaged notice is set aside', async () => {
      const rows = await station().rows('messages', { code: 'MAIL_NOT_UNDERSTOOD' });
      return rows.length > 0 && rows;
    });
    expect(message?.state).toBe('quarantined');
    expect(message?.path).toMatch(/^mail\/quarantine\//);
    const kept = await readFile(join(station().home, message!.path), 'utf8');
    expect(kept).toContain('FTPDIR');
    const reason = await readFile(join(station().home, `${message!.path}.reason.json`), 'utf8');
    expect(JSON.parse(reason)).toEqual({ code: 'MAIL_NOT_UNDERSTOOD', sentence: message!.sentence });
    await station().oneMail('MAIL_NOT_UNDERSTOOD');
    await allArchived('malformed-mail');
  });

  it('foreign-sender: the DN is not acted upon, and lies in quarantine', async () => {
    const [message] = await station().until('the foreign DN is set aside', async () => {
      const rows = await station().rows('messages', { code: 'MAIL_SENDER' });
      return rows.length > 0 && rows;
    });
    expect(message).toMatchObject({ state: 'quarantined', kind: 'DN', sender: 'somebody@elsewhere.example' });
    expect(message?.sentence).toContain('somebody@elsewhere.example is not among the senders');
    await station().oneMail('MAIL_SENDER');
    await allArchived('foreign-sender');
    expect(await receiptsOf('foreign-sender')).toHaveLength(1);
  });

  it('missing-granule: L1 is held and names exactly it, with one mail; its late arrival ends the hold by itself', async () => {
    const missing = granulesOf('missing-granule').find(({ type }) => type === 'MOP00ENG')!;
    const words = `MOP00ENG of ${missing.slot!.slice(0, 2)}:${missing.slot!.slice(2)}`;
    const key = `MOP00ENG/${DAY}/${missing.slot}`;
    const id = workflowIds.level(station().mission.mission, DAY, 'L1');
    const row = await station().until('L1 is held for this granule alone', async () => {
      const level = await station().level(DAY, 'L1');
      return level?.heldDetails?.length === 1 && level;
    });
    expect(row).toMatchObject({
      state: 'held',
      heldCode: 'MISSING_INPUT',
      heldDetails: [words],
      missing: [key],
    });
    const story = await station().story(id);
    expect(story).toMatchObject({ stage: 'await inputs', state: 'held', missing: [key] });
    expect(story.hold).toMatchObject({ code: 'MISSING_INPUT', details: [words] });
    expect(story.verbs).toEqual(['proceed', 'wait', 'abandon']);
    const mail = await station().oneMail('L1 is held: MISSING_INPUT');
    expect(mail.text).toContain(words);

    await station().release('missing-granule');
    await expectDayComplete(station(), DAY);
    expect(await station().rows('interventions')).toEqual([]);
    await station().oneMail('L1 is held: MISSING_INPUT');
  });

  it('after all of it the station is at rest', async () => {
    await expectAtRest(station());
    expect(await station().names('overflow/unmatched')).toHaveLength(1);
  });

  function slotOf(fault: FaultName): string {
    return [...faultsBySlot(PUSHED, 1)].find(([, name]) => name === fault)![0];
  }

  function granulesOf(fault: FaultName): InputGranule[] {
    const slot = slotOf(fault);
    return makeDay({ mission: station().mission, day: DAY }).granules.filter(
      (granule) => granule.slot === slot,
    );
  }

  function filesOf(fault: FaultName): string[] {
    return granulesOf(fault).flatMap(({ files }) => files.map(({ name }) => name));
  }

  function largestFileOf(fault: FaultName): { name: string; size: number } {
    const files = granulesOf(fault).flatMap((granule) => granule.files);
    return files.reduce((a, b) => (b.size > a.size ? b : a));
  }

  function pushesOf(name: string): unknown[] {
    return station().running.events.filter(
      (event) => event['kind'] === 'pushed' && String(event['path']).endsWith(`/${name}`),
    );
  }

  /** Every file of the slot is in the archive, once, as it was sent. */
  async function allArchived(fault: FaultName): Promise<void> {
    const names = filesOf(fault);
    await station().until(`all files of ${fault} are archived`, async () => {
      const known = new Set((await station().rows('files')).map(({ originalName }) => originalName));
      return names.every((name) => known.has(name));
    });
  }

  /** The receipts that announce a file of the slot, oldest first. */
  async function receiptsOf(fault: FaultName): Promise<ReceiptRow[]> {
    const [name] = filesOf(fault);
    const keys = (await station().rows('arrivals', { name: name! })).map(({ receiptKey }) => receiptKey);
    const receipts = await station().rows('receipts');
    return receipts.filter(({ key }) => keys.includes(key)).sort((a, b) => a.openedAt - b.openedAt);
  }

  async function heldReceipt(fault: FaultName): Promise<ReceiptRow> {
    return station().until(`the receipt of ${fault} is held`, async () => {
      const [receipt] = await receiptsOf(fault);
      return receipt?.state === 'held' && receipt;
    });
  }

  async function mailsAbout(fault: FaultName) {
    const keys = (await receiptsOf(fault)).map(({ key }) => key);
    return (await station().mails()).filter(({ subject }) => keys.some((key) => subject?.includes(key)));
  }
});
