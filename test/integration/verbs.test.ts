import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findTemporalCli } from '../../src/adapters/temporal-cli.js';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { metList, parseMet } from '../../src/formats/met.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { faultsBySlot } from '../../src/simulator/daac/faults.js';
import { expectAtRest, expectDayComplete } from '../support/day-complete.js';
import { PATIENT, useStation, type Words } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const NEXT = dataDay('2026-11-21');
const L1 = workflowIds.level('mopitt', DAY, 'L1');
const L2 = workflowIds.level('mopitt', DAY, 'L2');
const DELIVERY = workflowIds.delivery('mopitt', NEXT, 'L1');
const [SLOT] = [...faultsBySlot(['missing-granule'], 1).keys()];
const MISSING = `MOP00ENG/${DAY}/${SLOT}`;

describe('the verbs of an operator, said as plain JSON', PATIENT, () => {
  const station = useStation({ days: [DAY, NEXT], faults: ['missing-granule', 'pan-lost'] });

  it('are refused without who and why, and recorded nowhere', async () => {
    await station().until('L1 waits for one granule', async () => {
      const story = await station()
        .story(L1)
        .catch(() => undefined);
      return story?.missing.length === 1;
    });
    expect((await station().story(L1)).missing).toEqual([MISSING]);
    expect(await station().refused('hold', L1, { by: ' ' })).toBe(
      'Say who and why: {"by": "…", "why": "…"}; \'by\' is missing.',
    );
    expect(await station().refused('hold', L1, { why: undefined })).toContain("'why' is missing");
    expect(await station().refused('hold', L1, { why: 'x'.repeat(501) })).toContain('say it shorter');
    expect(await station().rows('interventions')).toEqual([]);
  });

  it('retry: refused where nothing has failed, with what can be done', async () => {
    expect(await station().refused('retry', L1)).toBe(
      `'retry' makes no sense for ${DAY} L1 at 'await inputs' (waiting). What can be done now: proceed, wait, hold, abandon.`,
    );
  });

  it('wait: sets a new deadline, through the `temporal` command too', async () => {
    expect(await station().refused('wait', L1, { until: 'tomorrow' })).toContain('as an ISO time in UTC');
    expect(await station().refused('wait', L1, { until: '2026-01-01T00:00:00Z' })).toContain('is past');
    const until = new Date(Date.now() + 100 * 3_600_000).toISOString();
    const words = { by: 'night shift', why: 'EDOS is in maintenance', until };
    const said = await temporal('wait', L1, words);
    expect(said).toMatchObject({ status: 0 });
    expect(said.out).toContain(`${DAY} L1: wait accepted (night shift: EDOS is in maintenance).`);
    await station().until('the new deadline counts', async () => {
      return (await station().story(L1)).until === Date.parse(until);
    });
    expect(await station().rows('interventions', { workflowId: L1 })).toMatchObject([
      {
        verb: 'wait',
        actor: 'night shift',
        why: 'EDOS is in maintenance',
        day: DAY,
        level: 'L1',
        detail: { until },
      },
    ]);
  });

  it('are refused in the same sentence by the `temporal` command', async () => {
    const said = await temporal('proceed', L1, { by: 'me', why: 'a test', without: [] });
    expect(said.status).not.toBe(0);
    expect(said.out).toContain(`Name the granules to go without: ${MISSING}.`);
  });

  it('hold: takes effect before the next stage, and until then only `release` and `abandon` make sense', async () => {
    expect(await station().verb('hold', L1)).toBe(`${DAY} L1: hold accepted (tester: a test).`);
    expect((await station().story(L1)).verbs).toEqual(['release', 'abandon']);
    expect(await station().refused('proceed', L1, { without: [MISSING] })).toContain(
      'What can be done now: release, abandon.',
    );
    expect(await station().verb('release', L1)).toContain('release accepted');
    await station().verb('hold', L2, { why: 'the disk of L2 is being replaced' });
  });

  it('proceed: only without what is missing; then L1 runs with the inputs that are there', async () => {
    expect(await station().refused('proceed', L1, { without: [`MOP00SCI/${DAY}/0000`] })).toBe(
      `Not missing: MOP00SCI/${DAY}/0000. Missing are ${MISSING}.`,
    );
    // The PAN that is lost is to be that of the other day, whose L1 waits for nobody.
    await station().until('the DAAC has seen the delivery of the other day', async () => {
      const deeds = await readFile(join(station().home, 'simulator/daac.jsonl'), 'utf8');
      return deeds.includes('judged/MOPITT_SIPS.L1.20261121.');
    });
    await station().verb('proceed', L1, { without: [MISSING], why: 'the DAAC has lost it' });
    await station().until(
      'L1 is made',
      async () => (await station().rows('runs', { level: 'L1', day: DAY, state: 'succeeded' })).length > 0,
    );
    const [product] = await station().until('MOP01 is archived', async () => {
      const rows = await station().rows('files', { day: DAY, type: 'MOP01', part: 'met' });
      return rows.length > 0 && rows;
    });
    const met = parseMet(await readFile(join(station().paths.archive, product!.archivePath), 'latin1'));
    const pointers = metList(met, 'INPUTPOINTER').filter((name) => name.startsWith('MOP00ENG-'));
    expect(pointers).toHaveLength(11);
    expect(pointers.filter((name) => name.includes(`-${SLOT}-`))).toEqual([]);
  });

  it('hold: L2 has its inputs, and holds before it stages them; `release` by the `temporal` command lets it go on', async () => {
    const row = await station().levelHeld(DAY, 'L2', 'OPERATOR_HOLD');
    expect(row.heldSentence).toContain('the disk of L2 is being replaced');
    expect(await station().rows('runs', { day: DAY, level: 'L2' })).toEqual([]);
    await station().oneMail(`${DAY} L2 is held: OPERATOR_HOLD`);
    expect(await temporal('release', L2, { by: 'day shift', why: 'the disk is in' })).toMatchObject({
      status: 0,
    });
    // What is compared is the whole archive: nothing is being archived for the other day.
    await station().until('the DAAC has accepted L2 of the other day', async () => {
      return (await station().level(NEXT, 'L2'))?.stage === 'accepted';
    });
    await expectDayComplete(station(), DAY, { without: [MISSING] });
  });

  it('the granule that nobody waits for any more is archived all the same, and the day stays as it is', async () => {
    await station().release('missing-granule');
    const { granules } = makeDay({ mission: station().mission, day: DAY });
    const late = granules.find(({ type, slot }) => type === 'MOP00ENG' && slot === SLOT)!;
    await station().until('it is archived', async () => {
      const rows = await station().rows('files', { type: 'MOP00ENG', day: DAY, slot: SLOT! });
      return rows.length === late.files.length;
    });
    await expectDayComplete(station(), DAY);
  });

  it('abandon: the delivery is given up, what is archived stays archived, and the day says so', async () => {
    await station().until('the delivery waits for its PAN', async () => {
      return (await station().level(NEXT, 'L1'))?.stage === 'await PAN';
    });
    const archived = await station().rows('files', { day: NEXT, level: 'L1' });
    expect(await station().verb('abandon', DELIVERY, { why: 'it is made again' })).toContain(
      'abandon accepted',
    );
    await station().until(
      'the workflow of the day has ended',
      async () => (await station().outcomeOf(NEXT)).status !== 'RUNNING',
    );
    expect(await station().rows('days', { day: NEXT })).toMatchObject([{ state: 'abandoned' }]);
    expect(await station().outcomeOf(NEXT)).toEqual({ status: 'COMPLETED', result: 'abandoned' });
    expect(await station().level(NEXT, 'L1')).toMatchObject({ state: 'abandoned' });
    expect(await station().level(NEXT, 'L2')).toMatchObject({ stage: 'accepted', state: 'done' });
    expect(await station().rows('files', { day: NEXT, level: 'L1' })).toEqual(archived);
    for (const { archivePath } of archived)
      expect((await readFile(join(station().paths.archive, archivePath))).length).toBeGreaterThan(0);
    expect(await readdir(station().paths.delivery)).toEqual([]);
    await expectAtRest(station());
  });

  it('every accepted command is in the ledger, with who and why, once', async () => {
    const said = (await station().rows('interventions')).sort((a, b) => a.at - b.at);
    expect(said.map(({ verb, workflowId, actor, why }) => [verb, workflowId, actor, why])).toEqual([
      ['wait', L1, 'night shift', 'EDOS is in maintenance'],
      ['hold', L1, 'tester', 'a test'],
      ['release', L1, 'tester', 'a test'],
      ['hold', L2, 'tester', 'the disk of L2 is being replaced'],
      ['proceed', L1, 'tester', 'the DAAC has lost it'],
      ['release', L2, 'day shift', 'the disk is in'],
      ['abandon', DELIVERY, 'tester', 'it is made again'],
    ]);
  });

  /** The verb through the command that comes with Temporal. */
  async function temporal(name: string, id: string, words: Words): Promise<{ status: number; out: string }> {
    const { address, namespace } = station().running.station.file.temporal;
    const server = ['--address', address, '--namespace', namespace];
    const update = ['-w', id, '--name', name, '--input', JSON.stringify(words)];
    try {
      const run = promisify(execFile);
      const { stdout } = await run(findTemporalCli(), [
        'workflow',
        'update',
        'execute',
        ...server,
        ...update,
      ]);
      return { status: 0, out: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, out: `${stdout}${stderr}` };
    }
  }
});
