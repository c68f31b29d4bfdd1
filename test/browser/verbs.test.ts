import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay, type DataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { loginName } from '../../src/operator/reading/login-name.js';
import type { Board } from '../../src/operator/board/board.js';
import { growingFile } from '../support/growing-file.js';
import { boardOf, mailTo } from '../support/board-of-station.js';
import { PATIENT, useStation } from '../support/station.js';
import { expectWellMade, openPage, startBrowser, LOOKS, type Opened } from './looking.js';
import { openForm, findingsOfForms, openForms, send, unkeptLevels, WHY } from './verb-forms.js';

const DAY = dataDay('2026-11-20');
/** Days without any input. */
const EMPTY = dataDay('2026-03-01');
const OTHER = dataDay('2026-03-09');

describe('every verb, by its form on the board', PATIENT, async () => {
  const station = useStation({
    days: [DAY],
    faults: ['missing-granule', 'unknown-file', 'wrong-size', 'pdrd-short', 'pdrd-long', 'pan-failure-long'],
    mission: { day: '{ patience: 1s, opensAt: null }', levels: await unkeptLevels() },
    prepare: (home) => chmod(join(home, 'L2/proc-1.0/bin/L2Processor'), 0o644),
  });
  let board: Board;
  let browser: Browser;
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    board = await boardOf(station());
    browser = await startBrowser();
    opened = await openPage(browser, board.url);
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    await board?.stop();
  });

  /** The part of the page that is about a level. */
  const card = (level: string) =>
    page.locator('article.card', { has: page.locator('h3', { hasText: level }) });
  const go = (path: string) => page.goto(board.url + path);

  /** The page as it is now, in every width and colour: nothing is cut off, and its picture is taken. */
  async function lookAt(name: string): Promise<void> {
    for (const { width, scheme } of LOOKS) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await expectWellMade({ ...opened, complaints: [] }, `verbs-${name}-${width}-${scheme}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  }

  /** The sentence on the page to which a form led, once it is done. */
  const told = () => page.locator('p.told').innerText();
  const said = async (verb: string) =>
    (await station().rows('interventions', { verb })).sort((a, b) => a.at - b.at);
  const stateOf = async (day: DataDay, level: string) => (await station().level(day, level))?.state;

  it('identify: an incomplete file is taken as it is', async () => {
    const [file] = await station().until('a file is set aside as incomplete', async () => {
      const found = await station().names('overflow/incomplete');
      return found.length > 0 && found;
    });
    await station().until(
      'the receipt holds for it',
      async () => (await station().rows('receipts', { heldCode: 'FILE_INCOMPLETE' })).length > 0,
    );
    await go('/files?place=incomplete');
    await send(await openForm(page, 'Say that it is complete'), {}, 'What would happen?');
    expect(await page.locator('main').innerText()).toContain('takes the file as complete');
    expect(await station().names('overflow/incomplete')).toContain(file);
    expect(await said('identify')).toEqual([]);
    // The reason need not be written twice.
    expect(await page.getByLabel('Why').inputValue()).toBe(WHY);
    await page.getByRole('button', { name: 'identify' }).click();
    expect(await told()).toContain('identify accepted');
    await station().until(
      'it is archived',
      async () => (await station().rows('files', { originalName: file! })).length === 1,
    );
    expect(await said('identify')).toMatchObject([{ why: WHY, detail: { file } }]);
  });

  it('wait: what cannot be read is refused in a sentence, with the form as it was; then it waits longer', async () => {
    await station().until('L1 holds for one granule and no receipt does', async () => {
      const level = await station().level(DAY, 'L1');
      const receipts = await station().rows('receipts', { state: 'held' });
      return level?.heldCode === 'MISSING_INPUT' && level.missing?.length === 1 && receipts.length === 0;
    });
    await go('/');
    await openForms(page);
    await lookAt('now');
    await go('/');
    await send(await openForm(card(`${DAY} L1`), 'wait'), { Until: 'tomorrow' });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Refused');
    expect(await page.getByRole('alert').innerText()).toContain('tomorrow');
    await lookAt('refused');
    expect(await page.getByRole('link', { name: 'Back, without doing it' }).getAttribute('href')).toBe('/');
    expect(await said('wait')).toEqual([]);
    await send(page.locator('form.verb'), { Until: '+2h' });
    expect(await told()).toContain('wait accepted');
    await lookAt('told');
    await station().until('it waits', async () => (await stateOf(DAY, 'L1')) === 'waiting');
    expect(await said('wait')).toMatchObject([{ day: DAY, level: 'L1', why: WHY }]);
  });

  it('hold: by the keyboard alone; the page says that it stops, and offers to release it', async () => {
    await go(`/days/${DAY}`);
    const summary = card('L1').locator('summary', { hasText: 'hold' });
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(WHY);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await told()).toContain('hold accepted');
    await card('L1').getByText('It stops before its next stage').waitFor();
    await lookAt('day-stops');
    expect(await card('L1').locator('details.verb > summary').allInnerTexts()).toEqual([
      'release',
      'abandon',
    ]);
  });

  it('release', async () => {
    await send(await openForm(card('L1'), 'release'));
    expect(await told()).toContain('release accepted');
    await card('L1').locator('summary', { hasText: 'proceed' }).waitFor();
    expect(await said('release')).toMatchObject([{ day: DAY, level: 'L1', why: WHY }]);
  });

  it('proceed: a rehearsal changes nothing, and is made true from the page that tells it', async () => {
    await send(await openForm(card('L1'), 'proceed'), { Without: 'MOP00ENG' }, 'What would happen?');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This would happen');
    expect(await page.getByRole('alert').innerText()).toContain('without the missing granules');
    await lookAt('rehearsed');
    expect(await said('proceed')).toEqual([]);
    expect(await stateOf(DAY, 'L1')).toBe('waiting');
    await page.getByRole('button', { name: 'proceed' }).click();
    expect(await told()).toContain('proceed accepted');
    await station().levelHeld(DAY, 'L1', 'QA_FAILED');
  });

  it('reject, then accept: the verdict of QA is what an operator says', async () => {
    await go(`/days/${DAY}`);
    await send(await openForm(card('L1'), 'reject'));
    expect(await told()).toContain('reject accepted');
    await station().until('it is recorded', async () => (await said('reject')).length === 1);
    await go('/');
    await send(await openForm(card(`${DAY} L1`), 'accept'), { Flag: 'Suspect' });
    expect(await told()).toContain('accept accepted');
    await station().levelHeld(DAY, 'L1', 'PDRD_RECEIVED');
    expect(await said('accept')).toMatchObject([{ detail: { flag: 'Suspect' } }]);
    await go(`/days/${DAY}`);
    expect(await card('L1').innerText()).toContain('Overridden');
  });

  it('retry: once its cause is mended', async () => {
    await station().levelHeld(DAY, 'L2', 'PROCESSOR_NOT_EXECUTABLE');
    await chmod(join(station().home, 'L2/proc-1.0/bin/L2Processor'), 0o755);
    await go('/');
    await send(await openForm(card(`${DAY} L2`), 'retry'));
    expect(await told()).toContain('retry accepted');
    await station().until('L2 is accepted', async () => (await stateOf(DAY, 'L2')) === 'done');
  });

  it('resubmit and correct: all granules, a field of the PDR, and only what was refused', async () => {
    await go(`/days/${DAY}`);
    await send(await openForm(card('L1'), 'resubmit'), { What: 'all granules' });
    expect(await told()).toContain('resubmit accepted');
    await station().until('the second is refused', async () => {
      const rows = await station().rows('deliveries', { level: 'L1', state: 'failed' });
      return rows.length === 2;
    });
    await station().levelHeld(DAY, 'L1', 'PDRD_RECEIVED');
    await go(`/days/${DAY}`);
    const correct = await openForm(card('L1'), 'correct');
    await lookAt('correct');
    const isValid = (selector: string) =>
      correct
        .locator(selector)
        .evaluate((field) => (field as unknown as { checkValidity(): boolean }).checkValidity());
    await correct.getByLabel('DIRECTORY_ID').fill('not: a directory');
    expect(await isValid('[name=DIRECTORY_ID]')).toBe(false);
    await correct.getByLabel('DIRECTORY_ID').fill('');
    await send(correct, { EXPIRATION_TIME: '2027-12-04T00:00:00Z' });
    expect(await told()).toContain('correct accepted');
    await station().levelHeld(DAY, 'L1', 'PAN_PARTIAL');
    expect(await said('correct')).toMatchObject([
      { detail: { fields: { EXPIRATION_TIME: '2027-12-04T00:00:00Z' } } },
    ]);
    await go('/');
    const resubmit = await openForm(card(`${DAY} L1`), 'resubmit');
    expect(await resubmit.getByLabel('What').inputValue()).toBe('failed');
    await send(resubmit);
    await station().dayDone(DAY);
    expect((await said('resubmit')).map(({ detail }) => detail)).toMatchObject([
      { what: 'all' },
      { what: 'failed' },
    ]);
  });

  it('rerun: a level is made again; then it is given up without script', async () => {
    await go(`/days/${DAY}`);
    await send(await openForm(card('L1'), 'rerun'));
    expect(await told()).toContain('rerun accepted');
    await station().levelHeld(DAY, 'L1', 'MISSING_INPUT');
    const still = await openPage(browser, `${board.url}/days/${DAY}`, { script: false });
    page = still.page;
    await send(await openForm(card('L1'), 'abandon'));
    expect(await told()).toContain('abandon accepted');
    await station().until('L1 is given up', async () => (await stateOf(DAY, 'L1')) === 'abandoned');
    await still.close();
    page = opened.page;
  });

  it('open: a day that nothing has opened; then what is known of it is told', async () => {
    await go(`/days/${EMPTY}`);
    await send(page.locator('form.verb'));
    expect(await told()).toBe(`${EMPTY} is open.`);
    await card('L1').waitFor();
    await station().levelHeld(EMPTY, 'L1', 'MISSING_INPUT');
    await send(await openForm(page, 'note'), { Why: 'looks odd over Java' });
    await page.locator('td', { hasText: 'looks odd over Java' }).first().waitFor();
    expect(await said('note')).toMatchObject([{ why: 'looks odd over Java', day: EMPTY }]);
  });

  it('a page waits for what is being filled in, says so, and goes on when the form is closed', async () => {
    await go(`/days/${EMPTY}`);
    const found = await openForm(card('L2'), 'abandon');
    await found.getByLabel('Why').fill('half a reas');
    await page.getByRole('heading', { level: 1 }).click();
    await station().verb('wait', workflowIds.level('mopitt', EMPTY, 'L1'), {
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await page.locator('#stale', { hasText: 'This page waits for the form' }).waitFor();
    expect(await found.getByLabel('Why').inputValue()).toBe('half a reas');
    expect(await card('L1').innerText()).toContain('MISSING_INPUT');
    await card('L2').locator('summary', { hasText: 'abandon' }).click();
    await card('L1').getByText('waiting').waitFor();
    expect(await page.locator('#stale').isVisible()).toBe(false);
  });

  it('identify: an unmatched file is the granule that a person says', async () => {
    const [real] = await station().rows('files', { type: 'MOPEPHN0', slot: '0400' });
    const { archive, overflow } = station().paths;
    await copyFile(join(archive, real!.archivePath), join(overflow, 'unmatched', 'who knows.dat'));
    await go('/files?place=unmatched');
    const row = page.locator('tr', { hasText: 'who knows.dat' });
    await send(await openForm(row, 'Say what it is'), { 'It is': `MOP02/${EMPTY}` });
    expect(await page.getByRole('alert').innerText()).toContain('No input is called MOP02');
    await send(page.locator('form.verb'), { 'It is': `MOPEPHN0/${EMPTY}/0000` });
    expect(await told()).toContain('who knows.dat is archived as L0/2026/03/MOPEPHN0-20260301-0000-');
    expect(await station().names('overflow/unmatched')).not.toContain('who knows.dat');
  });

  it('gap and processor: decisions that stand on a page of their own', async () => {
    await go('/decisions');
    await send(await openForm(page, 'A gap is known'), { From: `${EMPTY}T00:00`, To: `${EMPTY}T06:00` });
    expect(await told()).toContain('1 open level no longer waits');
    expect(await page.locator('table').first().innerText()).toContain(WHY);
    await send(await openForm(page, 'Choose a version'), {
      Level: 'L1',
      Version: '1.0.2',
      From: OTHER,
      To: OTHER,
    });
    expect(await told()).toContain(`L1 of days from ${OTHER} to ${OTHER} is made with 1.0.2.`);
    expect(await page.locator('table').last().innerText()).toContain('1.0.2');
    await openForms(page);
    await lookAt('decisions');
  });

  it('what comes from outside is shown as text wherever it stands, and runs nothing', async () => {
    const hostile = '"><img src=x onerror=window.hit=1><script>window.hit=1</script>';
    const name = `${hostile.replaceAll('/', '')}.dat`;
    await writeFile(join(station().paths.overflow, 'unmatched', name), 'x');
    const pushed = await growingFile(station().paths.pickup, name);
    const id = '<"onmouseover=x>@elsewhere.example>';
    const from = 'new@elsewhere.example';
    await mailTo(station(), { from, subject: hostile, messageId: id, text: hostile });
    const [message] = await station().until('it is in quarantine', async () => {
      const rows = await station().rows('messages', { subject: hostile });
      return rows.length === 1 && rows;
    });
    await go('/decisions');
    await send(await openForm(page, 'A gap is known'), {
      From: '2026-04-01T00:00',
      To: '2026-04-02T00:00',
      Why: hostile,
    });
    await send(await openForm(page, 'Write a note'), { Day: EMPTY, Level: 'L1', Why: hostile });
    await go(`/days/${EMPTY}`);
    await send(await openForm(card('L2'), 'hold'), { Why: hostile });
    expect(await told()).toContain(hostile);
    const places = [
      '/',
      `/days/${EMPTY}`,
      '/decisions',
      '/interventions',
      '/messages',
      `/messages/${encodeURIComponent(message!.id)}`,
      '/files?place=unmatched',
      '/files?place=pickup',
    ];
    for (const place of places) {
      await station().until(`${place} shows it`, async () => {
        await go(place);
        return place === '/' || (await page.locator('main').innerText()).includes('<script>');
      });
      await openForms(page);
      expect(
        await page.evaluate('[window.hit, document.querySelectorAll("main img[src=x], main script").length]'),
        place,
      ).toEqual([undefined, 0]);
    }
    await rm(pushed);
    // Identified by the form that names it, it is still only a name.
    await go('/files?place=unmatched');
    await send(await openForm(page.locator('tr', { hasText: name }), 'Say what it is'), {
      'It is': `MOP02/${EMPTY}`,
    });
    expect(await page.locator('main').innerText()).toContain(name);
    expect(await page.evaluate('window.hit')).toBe(undefined);
  });

  it('no page with its forms open has a serious finding of axe-core', async () => {
    for (const path of ['/', `/days/${DAY}`, `/days/${EMPTY}`, '/decisions', '/files?place=unmatched'])
      expect(await findingsOfForms(browser, board.url + path), path).toEqual([]);
  });

  it('abandon: a day as a whole', async () => {
    await go(`/days/${EMPTY}`);
    await send(await openForm(page, 'abandon the day'));
    expect(await told()).toContain('abandon accepted');
    await station().until(
      'the day is given up',
      async () => (await station().rows('days', { day: EMPTY, state: 'abandoned' })).length === 1,
    );
  });

  it('reread: a message of a sender who is trusted from then on', async () => {
    const id = '<reread@elsewhere.example>';
    await mailTo(station(), {
      from: 'new@elsewhere.example',
      subject: 'MOPITT_SIPS.L1.20261120.V1.0.1.004',
      messageId: id,
      text: 'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "SUCCESSFUL";\nTIME_STAMP = 2026-11-21T12:00:00Z;\n',
    });
    await station().until(
      'it is in quarantine',
      async () => (await station().rows('messages', { id, state: 'quarantined' })).length === 1,
    );
    await go(`/messages/${encodeURIComponent(id)}`);
    await send(page.locator('form.verb'));
    expect(await page.getByRole('alert').innerText()).toContain('MAIL_SENDER');
    const again = page.locator('form.verb');
    await again.getByLabel('Whoever sent it').check();
    await again.getByRole('button', { name: 'reread' }).click();
    await page.locator('p.told').waitFor();
    expect(await station().rows('messages', { id })).toMatchObject([{ kind: 'PAN' }]);
  });

  it('all of them stand in the audit with the name of the one who said them, and no page has complained', async () => {
    const rows = await station().rows('interventions');
    expect([...new Set(rows.map(({ verb }) => verb))].sort()).toEqual(
      'abandon accept correct gap hold identify note open proceed processor reject release reread rerun resubmit retry wait'.split(
        ' ',
      ),
    );
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set([loginName(), 'tester']));
    expect(opened.complaints.filter((line) => !line.includes('404') && !line.includes('409'))).toEqual([]);
  });
});
