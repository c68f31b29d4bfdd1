import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { metList, metValue, parseMet } from '../../src/formats/met.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const EMPTY = dataDay('2026-03-01');
const OFF = dataDay('2026-03-05');
const L1 = workflowIds.level('mopitt', DAY, 'L1');
const LEVELS = `
  L1: { deadline: 0s, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }
  L2: { deadline: 1000d, grace: 1s, run: { timeLimit: 5m, attempts: 2 } }`;
const WHY = ['--why', 'never made, says LDAAC', '--by', 'Ada Operator'];

describe('what operators decide, by command', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: ['missing-granule', 'unknown-file', 'wrong-size'],
    // The deadline is over as soon as the day is opened: what is missing holds at once.
    mission: { day: '{ patience: 1s, opensAt: null }', levels: LEVELS },
  });

  async function sipstream(...words: string[]): Promise<{ status: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const status = await runCommand(['--home', station().home, ...words], {
      stdout: (text) => (out += text),
      stderr: (text) => (err += text),
      isTerminal: false,
      environment: { PATH: '' },
      now: Date.now,
    });
    return { status, out: out.replace(/\s+/g, ' '), err: err.replace(/\s+/g, ' ') };
  }
  const met = async (name: string) => {
    const [row] = await station().rows('files', { archiveName: `${name}.met` });
    return parseMet(await readFile(join(station().paths.archive, row!.archivePath), 'latin1'));
  };
  const names = async () =>
    (await station().rows('files', { kind: 'product', type: 'MOP01' }))
      .filter(({ part }) => part === undefined)
      .map(({ archiveName, supersededAt }) => [archiveName, supersededAt !== undefined]);

  it('identify: a file whose DN is wrong is taken as it is, and its receipt ends', async () => {
    const [incomplete] = await station().until('a file is set aside as incomplete', async () => {
      const found = await station().names('overflow/incomplete');
      return found.length > 0 && found;
    });
    const file = incomplete!;
    expect(await sipstream('identify', 'nothing.dat', '--size-is-right', ...WHY)).toMatchObject({
      status: 1,
    });
    await station().until(
      'the receipt holds for it',
      async () => (await station().rows('receipts', { heldCode: 'FILE_INCOMPLETE' })).length > 0,
    );
    const rehearsed = await sipstream('identify', file, '--size-is-right', '--dry-run', ...WHY);
    expect(rehearsed).toMatchObject({ status: 0, err: '' });
    expect(rehearsed.out).toContain('takes the file as complete');
    expect(await station().names('overflow/incomplete')).toContain(file);
    expect(await sipstream('identify', file, '--size-is-right', ...WHY)).toMatchObject({
      status: 0,
      err: '',
    });
    await station().until(
      'it is archived',
      async () => (await station().rows('files', { originalName: file })).length === 1,
    );
    expect(await station().rows('interventions', { verb: 'identify' })).toMatchObject([
      { actor: 'Ada Operator', detail: { file } },
    ]);
  });

  it('proceed: the decision stands in the metadata, in the ledger, and in the provenance of the day', async () => {
    // With each receipt that ends the level looks again, and cannot be told to proceed while it does.
    const row = await station().until('one granule is missing, and no other comes', async () => {
      const level = await station().level(DAY, 'L1');
      if (level?.heldCode !== 'MISSING_INPUT' || level.missing?.length !== 1) return false;
      const receipts = await station().rows('receipts');
      if (receipts.some(({ state }) => state !== 'done')) return false;
      const { state, missing } = await station().story(L1);
      return state === 'held' && missing.length === 1 && level;
    });
    const [missing] = row.missing!;
    const dry = await sipstream(
      'proceed',
      '--held-for',
      'MISSING_INPUT',
      '--without',
      'all',
      '--dry-run',
      ...WHY,
    );
    expect(dry.out).toMatch(
      /proceed: 1 level: 2026-11-20 L1\. 1\/1 2026-11-20 L1 ok: .* 1 level would accept, 0 refused\./,
    );
    const unsure = await sipstream('proceed', '--held-for', 'MISSING_INPUT', '--without', 'all', ...WHY);
    expect(unsure).toMatchObject({ status: 1 });
    expect(unsure.err).toContain('Nothing was done');
    expect((await station().story(L1)).state).toBe('held');
    const said = await sipstream(
      'proceed',
      '--held-for',
      'MISSING_INPUT',
      '--without',
      'all',
      '--yes',
      ...WHY,
    );
    expect(said).toMatchObject({ status: 0 });
    await station().dayDone(DAY);
    expect((await station().level(DAY, 'L1'))?.overrides).toMatchObject([
      { verb: 'proceed', by: 'Ada Operator', why: 'never made, says LDAAC' },
    ]);
    expect(metValue(await met('MOP01-20261120-L1V1.0.1.he5'), 'OPERATIONALQUALITYFLAGEXPLANATION')).toBe(
      `Processed without ${missing} by decision of an operator (Ada Operator: never made, says LDAAC). All 7 products are within the limits of the mission.`,
    );
    const provenance = await sipstream('provenance', DAY, '--json');
    expect(provenance.out).toContain('Ada Operator');
    expect(provenance.out).toContain(missing);
    expect((await sipstream('why', DAY, 'L1')).out).toContain('Overridden by Ada Operator (never made');
  });

  it('a rerun is offered when the granule comes after all: shown, mailed once, not made by itself', async () => {
    expect((await station().level(DAY, 'L1'))?.offer).toBeUndefined();
    await station().release('missing-granule');
    const level = await station().until('a rerun is offered', async () => {
      const row = await station().level(DAY, 'L1');
      return row?.offer && row;
    });
    expect(level.offer!.reason).toMatch(/^MOP00ENG of \d\d:00 came after L1 was made without it\.$/);
    await station().oneMail('2026-11-20 L1 could be made again');
    expect(level).toMatchObject({ state: 'done', edition: 1 });
    expect((await sipstream('why', DAY, 'L1')).out).toMatch(
      /It could be made again: MOP00ENG of .* rerun 2026-11-20 L1 --why/,
    );
  });

  it('rerun: what was archived stays and is superseded, the new delivery has a new name, and the next level is offered', async () => {
    const dry = await sipstream('rerun', DAY, 'L1', '--dry-run', ...WHY);
    expect(dry.out).toContain('opens the day again and makes L1 again');
    expect((await sipstream('rerun', '2001-01-01', 'L1', ...WHY)).err).toContain('was never begun');
    expect((await sipstream('rerun', DAY, 'L1', '--processor', 'new', ...WHY)).err).toContain(
      'not a processor version',
    );
    await station().until(
      'the day can be opened again',
      async () => (await sipstream('rerun', DAY, 'L1', ...WHY)).status === 0,
    );
    await station().until('it is accepted again', async () => {
      const row = await station().level(DAY, 'L1');
      return row?.state === 'done' && row.edition === 2;
    });
    await station().dayDone(DAY);
    expect(await names()).toEqual([
      ['MOP01-20261120-L1V1.0.1.he5', true],
      ['MOP01-20261120-L1V1.0.1r2.he5', false],
    ]);
    const pdrs = (await station().rows('deliveries', { level: 'L1' })).map(({ pdr, state }) => [pdr, state]);
    expect(pdrs).toEqual([
      ['MOPITT_SIPS.L1.20261120.V1.0.1.001', 'accepted'],
      ['MOPITT_SIPS.L1.20261120.V1.0.1.002', 'accepted'],
    ]);
    const level = await station().level(DAY, 'L1');
    expect(level?.offer).toBeUndefined();
    expect(level?.overrides).toBeUndefined();
    const second = await station().until('L2 is offered', async () => {
      const row = await station().level(DAY, 'L2');
      return row?.offer && row;
    });
    expect(second.offer!.reason).toContain('MOP01 of 2026-11-20 was made anew after L2 was made.');
    const again = await sipstream('rerun', `${DAY}..${DAY}`, 'L2', '--made-with', '1.0.1', '--yes', ...WHY);
    expect(again.out).toMatch(/1 level accepted, 0 refused/);
    await station().until('L2 is made of the new product', async () => {
      const row = await station().level(DAY, 'L2');
      return row?.state === 'done' && row.edition === 2;
    });
    const inputs = metList(await met('MOP02-20261120-L2V1.0.1r2.he5'), 'INPUTPOINTER');
    expect(inputs.map((path) => basename(path))).toContain('MOP01-20261120-L1V1.0.1r2.he5');
  });

  it('identify: an unmatched file becomes the granule that it is; what it cannot be is refused', async () => {
    await sipstream('open', EMPTY, ...WHY);
    const [real] = await station().rows('files', { type: 'MOPEPHN0', slot: '0400' });
    await copyFile(
      join(station().paths.archive, real!.archivePath),
      join(station().paths.overflow, 'unmatched', 'who knows.dat'),
    );
    const identify = (...words: string[]) => sipstream('identify', 'who knows.dat', ...words, ...WHY);
    expect((await identify('--granule', 'MOP02/2026-03-01')).err).toContain('No input is called MOP02');
    expect((await identify('--granule', `MOPEPHN0/${EMPTY}/0100`)).err).toContain(
      `has no MOPEPHN0/${EMPTY}/0100`,
    );
    expect((await identify('--granule', `MOP00SCI/${EMPTY}/0000`)).err).toContain('part 00');
    expect((await identify('--granule', `MOPEPHN0/${EMPTY}/0000`, '--size-is-right')).status).toBe(2);
    const done = await identify('--granule', `MOPEPHN0/${EMPTY}/0000`);
    expect(done).toMatchObject({ status: 0, err: '' });
    expect(done.out).toMatch(/who knows\.dat is archived as L0\/2026\/03\/MOPEPHN0-20260301-0000-\d{14}\./);
    expect(await station().names('overflow/unmatched')).not.toContain('who knows.dat');
    await station().until('its level counts it in', async () => {
      const row = await station().level(EMPTY, 'L1');
      return row !== undefined && row.missing?.includes(`MOPEPHN0/${EMPTY}/0000`) === false;
    });
    const table = await readFile(station().paths.filenamesTable, 'utf8');
    expect(table.split('\n').filter((line) => line.includes('MOPEPHN0-20260301-0000'))).toHaveLength(1);
  });

  it('gap: what lies in it is not missing, in days that are open and in those to come; a day that lies in it whole ends', async () => {
    const before = (await station().level(EMPTY, 'L1'))!.missing!.length;
    const gap = await sipstream('gap', `${EMPTY}T00:00`, `${EMPTY}T06:00`, ...WHY);
    expect(gap.out).toContain('1 open level no longer waits for what lies in it.');
    await station().until('nine granules fewer are missing', async () => {
      const { missing } = await station().story(workflowIds.level('mopitt', EMPTY, 'L1'));
      return missing.length === before - 9;
    });
    expect((await sipstream('gap', OFF, '2026-03-06', '--type', 'MOP99', ...WHY)).err).toContain(
      'No input is called',
    );
    expect(await sipstream('gap', OFF, '2026-03-06', ...WHY)).toMatchObject({ status: 0 });
    await sipstream('open', OFF, ...WHY);
    await station().until(
      'the day in the gap has ended',
      async () => (await station().rows('days', { day: OFF, state: 'abandoned' })).length === 1,
    );
    expect((await station().level(OFF, 'L1'))?.sentence).toContain('known gap');
    expect((await sipstream('gaps')).out).toContain(OFF);
    await sipstream('abandon', EMPTY, ...WHY);
  });

  it('processor: days that are opened later are made with it; note: stands with the day', async () => {
    const chosen = await sipstream(
      'processor',
      'L1',
      '1.0.2',
      '--from',
      '2026-03-01',
      '--to',
      '2026-03-31',
      ...WHY,
    );
    expect(chosen.out).toContain('L1 of days from 2026-03-01 to 2026-03-31 is made with 1.0.2.');
    expect((await sipstream('processor', 'L9', '1.0.2', '--from', '2026-03-01', ...WHY)).err).toContain(
      'no level L9',
    );
    await sipstream('open', '2026-03-09', ...WHY);
    const version = async (level: string) =>
      (await station().level(dataDay('2026-03-09'), level))?.processorVersion ?? undefined;
    await station().until(
      'both levels of the day are open',
      async () => (await version('L1')) !== undefined && (await version('L2')) !== undefined,
    );
    expect([await version('L1'), await version('L2')]).toEqual(['1.0.2', '1.0.1']);
    expect(
      await sipstream('note', DAY, '--why', 'looks odd over Java', '--by', 'Ada Operator'),
    ).toMatchObject({ status: 0 });
    expect((await sipstream('day', DAY)).out).toContain('looks odd over Java');
    const provenance = join(station().paths.archive, `provenance/2026/11/${DAY}.json`);
    expect(await readFile(provenance, 'utf8')).toContain('looks odd over Java');
    await sipstream('abandon', '2026-03-09', ...WHY);
  });

  it('reread: a message from a new sender is acted on once it is trusted', async () => {
    const { smtp } = station().running.station.file;
    const transport = createTransport({ host: smtp!.host, port: smtp!.port, ignoreTLS: true });
    await transport.sendMail({
      from: 'new@elsewhere.example',
      to: 'sips@localhost',
      subject: 'MOPITT_SIPS.L1.20261120.V1.0.1.002',
      messageId: '<reread@elsewhere.example>',
      text: 'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "SUCCESSFUL";\nTIME_STAMP = 2026-11-21T12:00:00Z;\n',
    });
    transport.close();
    const id = '<reread@elsewhere.example>';
    await station().until('it is in quarantine', async () => {
      const [row] = await station().rows('messages', { id, state: 'quarantined' });
      // The ledger is told first, and the file moved last.
      return row && (await station().names('mail/quarantine')).includes(basename(row.path));
    });
    expect((await sipstream('reread', '<no such>', ...WHY)).err).toContain('There is no message');
    const still = await sipstream('reread', id, ...WHY);
    expect(still).toMatchObject({ status: 1 });
    expect(still.err).toContain('MAIL_SENDER');
    const done = await sipstream('reread', id, '--trust', ...WHY);
    expect(done).toMatchObject({ status: 0, err: '' });
    const [row] = await station().rows('messages', { id });
    expect(row).toMatchObject({ kind: 'PAN', path: expect.stringMatching(/^mail\/in\//) as string });
    expect(['acted', 'recorded']).toContain(row!.state);
    expect(await readFile(join(station().home, row!.path), 'utf8')).toContain('SHORTPAN');
    expect((await sipstream('reread', id, ...WHY)).out).toContain('nothing is done twice');
  });

  it('leaves every decision in the audit, and the archive as its table says', async () => {
    const verbs = (await station().rows('interventions')).map(({ verb }) => verb);
    for (const verb of [
      'identify',
      'proceed',
      'rerun',
      'gap',
      'processor',
      'note',
      'reread',
      'open',
      'abandon',
    ])
      expect(verbs).toContain(verb);
  });
});
