import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { parsePdr, type Pdr } from '../../src/formats/pdr.js';
import { expectAtRest, expectDayComplete } from '../support/day-complete.js';
import { PATIENT, useStation, type TestStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const DELIVERY = workflowIds.delivery('mopitt', DAY, 'L1');
const L2 = workflowIds.level('mopitt', DAY, 'L2');
const pdr = (serial: number, level = 'L1') => `MOPITT_SIPS.${level}.20261120.V1.0.1.00${serial}`;
/** Only what is really lost is chased here, whatever the machine is busy with. */
const PATIENCE = '{ expiry: 14d, panExpected: 12s, panLate: 24s }';

describe('deliveries that the DAAC refuses, with answers by mail', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: ['pdrd-short', 'pan-failure-long', 'pan-contradiction', 'pan-lost'],
    answerBy: 'mail',
    mission: { delivery: PATIENCE },
  });

  it('pdrd-short: held with the words of the DAAC; a resubmission goes under a new name', async () => {
    await keepL2Back(station());
    const row = await station().levelHeld(DAY, 'L1', 'PDRD_RECEIVED');
    expect(row).toMatchObject({ stage: 'await PAN', heldDetails: ['INVALID PVL STATEMENT'] });
    await expectUntouched(station(), [pdr(1)]);
    expect(await station().rows('deliveries', { pdr: pdr(1) })).toMatchObject([
      { state: 'failed', disposition: 'INVALID PVL STATEMENT' },
    ]);
    const mail = await station().oneMail('L1 delivery is held: PDRD_RECEIVED');
    expect(mail.text).toContain('INVALID PVL STATEMENT');

    expect(await station().refused('resubmit', DELIVERY, { what: 'some' })).toBe(
      "'what' is 'all' or 'failed'.",
    );
    expect(await station().refused('resubmit', DELIVERY, { what: 'failed' })).toContain('resubmit all');
    expect(await station().refused('retry', DELIVERY)).toContain(
      'What can be done now: correct, resubmit, abandon.',
    );
    await station().verb('resubmit', DELIVERY, { what: 'all' });
  });

  it('pan-failure-long: held with the file that is refused; `failed` sends its granule alone', async () => {
    const row = await station().levelHeld(DAY, 'L1', 'PAN_PARTIAL');
    const before = await pdrText(station(), pdr(2));
    expect(before.groups.map(({ dataType }) => dataType)).toEqual(
      (await pdrText(station(), pdr(1))).groups.map(({ dataType }) => dataType),
    );
    const [first] = before.groups;
    expect(row.heldDetails).toEqual(first!.files.map(({ fileId }) => `${fileId}: DATA CONVERSION FAILURE`));
    await expectUntouched(station(), [pdr(1), pdr(2)]);
    const [answer] = await station().rows('acknowledgements', { pdr: pdr(2) });
    expect(answer).toMatchObject({ kind: 'PAN', form: 'long' });

    await station().verb('resubmit', DELIVERY, { what: 'failed' });
    await station().until('the refused granule is out again', async () =>
      (await readdir(station().paths.delivery)).includes(`${pdr(3)}.PDR`),
    );
    expect((await pdrText(station(), pdr(3))).groups.map(namesOf)).toEqual([namesOf(first!)]);
  });

  it('pan-contradiction: held, whatever the DAAC says last; `release` takes its last word', async () => {
    const failed = await station().levelHeld(DAY, 'L1', 'PAN_FAILED');
    expect(failed.heldDetails).toEqual(['all files: ECS INTERNAL ERROR']);
    await station().release('pan-contradiction');
    const row = await station().levelHeld(DAY, 'L1', 'PAN_CONTRADICTS');
    expect(row.heldSentence).toContain(`contradicts itself on ${pdr(3)}; it said no and yes, and last yes`);
    await expectUntouched(station(), [pdr(1), pdr(2), pdr(3)]);
    expect(await station().rows('acknowledgements', { pdr: pdr(3) })).toHaveLength(2);
    expect((await station().story(DELIVERY)).verbs).toEqual(['release', 'resubmit', 'abandon']);

    await station().verb('release', DELIVERY);
    await station().until('L1 is accepted', async () => (await station().level(DAY, 'L1'))?.state === 'done');
    await station().until(
      'the delivery disk is free',
      async () => (await readdir(station().paths.delivery)).length === 0,
    );
  });

  it('pan-lost: the DAAC is asked once, then the delivery holds, and the late PAN ends that by itself', async () => {
    await station().verb('release', L2);
    const row = await station().levelHeld(DAY, 'L2', 'PAN_LATE');
    expect(row.heldSentence).toContain(`no PAN has come for ${pdr(1, 'L2')}`);
    await expectUntouched(station(), [pdr(1, 'L2')]);
    await station().oneMail(`no PAN yet for ${pdr(1, 'L2')}`);
    await station().oneMail('L2 delivery is held: PAN_LATE');

    await station().release('pan-lost');
    await expectDayComplete(station(), DAY);
    await station().oneMail(`no PAN yet for ${pdr(1, 'L2')}`);
  });

  it('in the end every PDR has its place in the ledger, and so has every intervention', async () => {
    await expectAtRest(station());
    const deliveries = await station().rows('deliveries', { level: 'L1' });
    expect(deliveries.map(({ pdr: name, attempt }) => [name, attempt]).sort()).toEqual(
      [1, 2, 3].map((serial) => [pdr(serial), serial]),
    );
    const said = await station().rows('interventions', { workflowId: DELIVERY });
    expect(said.sort((a, b) => a.at - b.at)).toMatchObject([
      { verb: 'resubmit', actor: 'tester', why: 'a test', detail: { what: 'all' } },
      { verb: 'resubmit', detail: { what: 'failed' } },
      { verb: 'release' },
    ]);
  });
});

describe('deliveries that the DAAC refuses, with answers as files in pickup', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: ['pdrd-long', 'pan-failure-short', 'pan-lost'],
    answerBy: 'file',
    mission: { delivery: PATIENCE },
  });

  it('pdrd-long: held with what the DAAC says of each group', async () => {
    await keepL2Back(station());
    const row = await station().levelHeld(DAY, 'L1', 'PDRD_RECEIVED');
    const { groups } = await pdrText(station(), pdr(1));
    expect(row.heldDetails).toEqual(
      groups.map(({ dataType }, index) => `${dataType}: ${index === 0 ? 'INVALID DATA TYPE' : 'SUCCESSFUL'}`),
    );
    await expectUntouched(station(), [pdr(1)]);
    // The level is told first, then the ledger, and the file is moved last.
    await station().until('the PDRD has left pickup', async () => {
      return !(await station().names('pickup')).includes(`${pdr(1)}.PDRD`);
    });
    await station().until('the PDRD is acted upon', async () => {
      return (await station().rows('messages', { about: pdr(1), state: 'acted' })).length > 0;
    });
    expect(await station().rows('messages', { about: pdr(1) })).toMatchObject([
      { via: 'pickup', kind: 'PDRD', state: 'acted' },
    ]);
    await station().verb('resubmit', DELIVERY);
  });

  it('pan-failure-short: all granules are refused at once, and `failed` sends all of them', async () => {
    const row = await station().levelHeld(DAY, 'L1', 'PAN_FAILED');
    expect(row.heldDetails).toEqual(['all files: ECS INTERNAL ERROR']);
    const { groups } = await pdrText(station(), pdr(2));
    await expectUntouched(station(), [pdr(1), pdr(2)]);
    await station().verb('resubmit', DELIVERY, { what: 'failed' });
    await station().until('all granules are out again', async () =>
      (await readdir(station().paths.delivery)).includes(`${pdr(3)}.PDR`),
    );
    expect((await pdrText(station(), pdr(3))).groups.map(namesOf)).toEqual(groups.map(namesOf));
  });

  it('pan-lost: an operator who does not wait for it delivers again', async () => {
    await station().levelHeld(DAY, 'L1', 'PAN_LATE');
    await station().oneMail(`no PAN yet for ${pdr(3)}`);
    await expectUntouched(station(), [pdr(1), pdr(2), pdr(3)]);
    await station().verb('resubmit', DELIVERY, { what: 'all' });
    await station().verb('release', L2);
    await expectDayComplete(station(), DAY);
  });

  it('the PAN that was lost comes at last: it is on record, and changes nothing', async () => {
    const before = await station().mails();
    await station().release('pan-lost');
    await station().until('the lost PAN is on record', async () => {
      const [message] = await station().rows('messages', { about: pdr(3) });
      return message?.state === 'recorded' || message?.state === 'acted';
    });
    expect(await station().rows('acknowledgements', { pdr: pdr(3) })).toMatchObject([
      { kind: 'PAN', disposition: 'SUCCESSFUL' },
    ]);
    await expectAtRest(station());
    expect((await station().mails()).length).toBe(before.length);
    expect(await station().rows('deliveries', { pdr: pdr(4) })).toMatchObject([{ state: 'accepted' }]);
  });
});

/** L2 makes no delivery before L1 has had all the faults that are meant for it. */
async function keepL2Back(station: TestStation): Promise<void> {
  await station.until('L2 waits for its inputs', async () => (await station.level(DAY, 'L2')) !== undefined);
  await station.until('L2 takes commands', () =>
    station.verb('hold', L2).then(
      () => true,
      () => undefined,
    ),
  );
}

/** Every PDR and every file that it names are where the DAAC can fetch them. */
async function expectUntouched(station: TestStation, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { groups } = await pdrText(station, name);
    const files = groups.flatMap((group) => group.files.map(({ fileId }) => fileId));
    expect((await readdir(join(station.paths.delivery, name))).sort()).toEqual(files.sort());
  }
}

async function pdrText(station: TestStation, name: string): Promise<Pdr> {
  return parsePdr(await readFile(join(station.paths.delivery, `${name}.PDR`), 'utf8'));
}

function namesOf(group: Pdr['groups'][number]): string[] {
  return group.files.map(({ fileId }) => fileId);
}
