import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import { FAILURES, type FailureCode } from '../../src/domain/failures.js';
import { VERBS, type Story } from '../../src/domain/story.js';
import type { LevelRow, StageRow } from '../../src/ledger/schema.js';
import {
  calendarLines,
  calendarMonths,
  calendarRange,
  yearRange,
} from '../../src/operator/words/calendar.js';
import { shellWord, suggestions } from '../../src/operator/words/commands.js';
import { figureSentences, stageHistory } from '../../src/operator/words/day.js';
import { chosenGranules, granuleGroups } from '../../src/operator/words/granules.js';
import { ANSI, columns, printable, table, wrap } from '../../src/operator/words/layout.js';
import { storyOfLevel } from '../../src/operator/words/ledger-story.js';
import { bytesText, standing, STANDINGS } from '../../src/operator/words/states.js';
import { jsonText, namedTime } from '../../src/operator/words/times.js';
import { sentencesOf, whyLines } from '../../src/operator/words/why.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = dataDay('2026-11-20');
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

const level: LevelRow = {
  mission: 'mopitt',
  day: DAY,
  level: 'L1',
  stage: 'await inputs',
  state: 'waiting',
  since: NOW - 3_600_000,
};

describe('layout', () => {
  it('never writes more columns than it was given, and loses no character of a word', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 90 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(printable(text).replaceAll(' ', ''));
      }),
    );
  });

  it('keeps tables within 80 columns, whatever their cells say', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyText, { minLength: 4, maxLength: 4 }), { maxLength: 6 }), (rows) => {
        const heads = [
          { title: 'A' },
          { title: 'B', right: true },
          { title: 'C', flex: true },
          { title: 'D' },
        ];
        for (const line of table(heads, rows)) expect(columns(line)).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('lets no text steer the terminal or turn the reading direction', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // eslint-disable-next-line no-control-regex
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
    expect(printable('a\u001b[31mb\tc\u202ed')).toBe('a·[31mb c·d');
  });

  it('says the same with colours and without', () => {
    const cells = [[{ text: 'held', tone: 'bad' as const }, 'x $& y']];
    const heads = [{ title: 'S' }, { title: 'T', flex: true }];
    // eslint-disable-next-line no-control-regex
    const uncoloured = table(heads, cells, ANSI).map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(uncoloured).toEqual(table(heads, cells));
  });
});

describe('the times that an operator names', () => {
  it('are ISO in UTC unless they say otherwise, or from now', () => {
    expect(namedTime('2026-11-23T12:00:00Z', NOW)).toBe('2026-11-23T12:00:00.000Z');
    expect(namedTime('2026-11-23 12:00', NOW)).toBe('2026-11-23T12:00:00.000Z');
    expect(namedTime('2026-11-23T12:00:00+02:00', NOW)).toBe('2026-11-23T10:00:00.000Z');
    expect(namedTime('+1h30m', NOW)).toBe('2026-11-22T13:30:00.000Z');
  });

  it.each(['soon', '', '+', '+2', '2026-11-21T00:00:00Z', '+0s', '+99999999999999d'])(
    'are not: %j',
    (text) => {
      expect(() => namedTime(text, NOW)).toThrow(RangeError);
    },
  );

  it('leave a program as ISO 8601, and nothing else changes', () => {
    const value = {
      at: 0,
      since: NOW,
      size: 5,
      until: '2026-11-22T12:00:00.000Z',
      rows: [{ startedAt: 1_000 }],
    };
    expect(JSON.parse(jsonText(value))).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      since: '2026-11-22T12:00:00.000Z',
      size: 5,
      until: '2026-11-22T12:00:00.000Z',
      rows: [{ startedAt: '1970-01-01T00:00:01.000Z' }],
    });
  });
});

describe('granules', () => {
  const missing = ['MOP00SCI/2026-11-20/0400', 'MOP00SCI/2026-11-20/0600', 'DLLAPMIS/2026-11-21'];

  it('are grouped by type', () => {
    expect(granuleGroups([...missing, 'not a key'])).toEqual([
      'MOP00SCI 04:00 06:00',
      'DLLAPMIS 2026-11-21',
      'not a key',
    ]);
    const all = Array.from(
      { length: 12 },
      (_, i) => `MOP00ENG/2026-11-20/${String(i * 2).padStart(2, '0')}00`,
    );
    expect(granuleGroups(all)).toEqual(['MOP00ENG all 12 slots']);
    expect(granuleGroups(all.slice(1))[0]).toContain('02:00 04:00');
  });

  it('are chosen by key, type, slot, or all at once', () => {
    expect(chosenGranules(missing, ['all'])).toEqual(missing);
    expect(chosenGranules(missing, ['MOP00SCI'])).toEqual(missing.slice(0, 2));
    expect(chosenGranules(missing, ['DLLAPMIS/2026-11-21', 'MOP00SCI/0600'])).toEqual(missing.slice(1));
    expect(chosenGranules(missing, ['MOP00SCI/0400,DLLAPMIS'])).toEqual([missing[0], missing[2]]);
  });

  it.each(['MOP00ENG', 'MOP00SCI/0800', 'MOP00SC', '0400'])(
    'are refused when they are not missing: %s',
    (word) => {
      expect(() => chosenGranules(missing, [word])).toThrow(/is not missing. Missing are MOP00SCI/);
      expect(() => chosenGranules([], ['all'])).toThrow('Nothing is missing.');
    },
  );
});

describe('command lines', () => {
  it('are one word of the shell, whatever a key is made of', () => {
    const words = fc.sample(
      fc
        .string({ unit: 'binary-ascii', maxLength: 20 })
        .filter((text) => !/[\0\n\r]/.test(text) && text !== ''),
      60,
    );
    const script = `printf '%s\\n' ${words.map(shellWord).join(' ')}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${words.join('\n')}\n`);
  });

  it('exist for every verb that a story offers', () => {
    for (const verb of VERBS.filter((one) => one !== 'identify')) {
      const story = { ...storyOfLevel(level), verbs: [verb] };
      const offered = suggestions(story, { day: DAY, level: 'L1' });
      expect(offered).toHaveLength(1);
      expect(offered[0]?.line).toMatch(new RegExp(`^sipstream ${verb} ${DAY} L1.* --why "…"$`));
    }
  });

  it('name each file that a receipt has set aside, as a shell takes it', () => {
    const details = ['a b.dat: it has 3 bytes, and the DN says 4', 'c.dat: not pushed yet'];
    const hold = { code: 'FILE_INCOMPLETE', sentence: 'No.', details, since: NOW } as const;
    const story: Story = { ...storyOfLevel(level), stage: 'receive', hold, verbs: ['identify'] };
    expect(suggestions(story, { receipt: 'k' }).map((one) => one.line)).toEqual([
      `sipstream identify 'a b.dat' --size-is-right --why "…"`,
    ]);
  });

  it('offer the refused granules first when the DAAC refused only some', () => {
    const story = storyOfLevel({ ...level, stage: 'await PAN', state: 'held', heldCode: 'PAN_PARTIAL' });
    expect(suggestions(story, { day: DAY, level: 'L1' }).map((one) => one.line)).toEqual([
      `sipstream resubmit ${DAY} L1 --what failed --why "…"`,
      `sipstream resubmit ${DAY} L1 --why "…"`,
      `sipstream correct ${DAY} L1 --set DATA_VERSION=002 --why "…"`,
      `sipstream abandon ${DAY} L1 --why "…"`,
    ]);
  });
});

describe('why', () => {
  it('answers every failure with its next step and at least one command', () => {
    for (const code of Object.keys(FAILURES) as FailureCode[]) {
      const story = storyOfLevel({ ...level, state: 'held', heldCode: code, heldSentence: 'It broke.' });
      const said = sentencesOf(story, NOW);
      expect(said).toContain('It broke.');
      expect(said.at(-1)).toBe(FAILURES[code].next);
      expect(story.verbs.length).toBeGreaterThan(0);
    }
  });

  it('says until when a wait lasts and what happens then', () => {
    const story = storyOfLevel({ ...level, until: NOW + 3_600_000, thenWhat: 'it holds' });
    expect(sentencesOf(story, NOW)).toEqual([
      `${DAY} L1 waits at 'await inputs' since 2026-11-22 11:00:00 UTC (1 h).`,
      'It waits until 2026-11-22 13:00:00 UTC, in 1 h. If nothing changes until then, it holds.',
    ]);
  });

  it('offers for what is done or given up only to make it again', () => {
    for (const state of ['done', 'abandoned'] as const)
      expect(storyOfLevel({ ...level, state }).verbs).toEqual(['rerun']);
  });

  it('fits 80 columns and steers no terminal, whatever a workflow says', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { maxLength: 3 }), (subject, sentence, details) => {
        const story: Story = {
          subject,
          stage: 'run',
          state: 'held',
          since: NOW,
          sentence,
          missing: details,
          hold: { code: 'PROCESSOR_FAILED', sentence, details, since: NOW },
          verbs: [],
        };
        const lines = whyLines({
          mission: 'mopitt',
          at: NOW,
          opened: true,
          parts: [{ kind: 'level', workflowId: 'x', target: {}, story, live: true }],
        });
        for (const line of lines) {
          expect(columns(line)).toBeLessThanOrEqual(80);
          expect(line).toBe(printable(line));
        }
      }),
    );
  });
});

describe('states', () => {
  it('have a character each, so that colour adds nothing', () => {
    const marks = Object.values(STANDINGS).map((one) => one.mark);
    expect(new Set(marks).size).toBe(marks.length);
    expect(standing({ stage: 'await PAN', state: 'waiting' }).mark).toBe('p');
    expect(standing(undefined).mark).toBe('.');
  });

  it('count bytes in powers of ten', () => {
    expect([0, 999, 1000, 999_949, 999_950, 1.25e9].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '999.9 kB',
      '1.0 MB',
      '1.3 GB',
    ]);
  });
});

describe('calendar', () => {
  it('ends with the month of the last day, and begins with the first of a month', () => {
    expect(calendarRange(dataDay('2026-01-15'), false)).toEqual({ from: '2025-12-01', to: '2026-01-31' });
    expect(calendarRange(dataDay('2024-02-29'), true)).toEqual({ from: '2023-03-01', to: '2024-02-29' });
  });

  it('has as many characters as the month has days', () => {
    const range = calendarRange(dataDay('2024-03-01'), false);
    const months = calendarMonths([], ['L1', 'L2'], range);
    expect(months.map(({ month, levels }) => [month, levels['L1']?.length])).toEqual([
      ['2024-02', 29],
      ['2024-03', 31],
    ]);
    for (const line of calendarLines(months)) expect(columns(line)).toBeLessThanOrEqual(80);
  });

  it('marks the days that a known gap touches, in a line of its own and within 80 columns', () => {
    const gap = {
      mission: 'mopitt',
      id: 'g',
      fromAt: Date.parse('2024-02-28T12:00:00Z'),
      toAt: Date.parse('2024-03-01T00:00:00Z'),
      types: [],
      by: 'ops',
      why: 'off',
      at: 1,
    };
    const months = calendarMonths([], ['L1'], calendarRange(dataDay('2024-03-01'), false), [gap]);
    expect(months.map((month) => month.gaps)).toEqual([`${' '.repeat(27)}==`, undefined]);
    const lines = calendarLines(months);
    expect(lines).toContain(`${' '.repeat(9)}gap${' '.repeat(29)}==`);
    expect(lines).toContain('= known gap');
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(80);
  });

  it('has a place for every level that a filter leaves out, and counts those that it leaves in', () => {
    const row = {
      mission: 'mopitt',
      day: DAY,
      state: 'open',
      openedAt: 1,
      openedBy: 'x',
      workflowId: 'w',
    } as const;
    const waiting = { ...level, processorVersion: '1.0.1' };
    const made = { ...waiting, day: addDays(DAY, 1), stage: 'archive', state: 'running' } as const;
    const days = [waiting, made].map((only) => ({ ...row, day: only.day, levels: [only] }));
    const range = yearRange(2026);
    for (const [filter, count] of [
      [{ state: 'inputs' }, 1],
      [{ version: '1.0.1' }, 1],
      [{ version: '2.0.1' }, 0],
      [{ heldFor: 'QA_FAILED' }, 0],
      [{ state: 'unopened' }, 363],
    ] as const) {
      const months = calendarMonths(days, ['L1'], range, [], filter);
      expect(months.map((month) => month.levels['L1']!.length)).toEqual([
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
      ]);
      expect(calendarLines(months, undefined, filter).join('\n')).toContain(`: ${count} of 365 levels.`);
    }
  });
});

describe('the history of a day', () => {
  const row = (
    stage: StageRow['stage'],
    attempt: number,
    startedAt: number,
    more: Partial<StageRow> = {},
  ): StageRow => ({
    mission: 'mopitt',
    day: DAY,
    level: 'L1',
    stage,
    attempt,
    startedAt,
    ...more,
  });

  it('is one line for all looks at the archive, which end when the next stage begins', () => {
    const lines = stageHistory([
      row('await inputs', 101, 10),
      row('await inputs', 201, 20),
      row('await inputs', 301, 30),
      row('stage', 401, 40, { endedAt: 50, outcome: 'failed', detail: 'disk full' }),
      row('stage', 402, 60),
    ]);
    expect(lines).toMatchObject([
      {
        stage: 'await inputs',
        startedAt: 10,
        endedAt: 40,
        outcome: 'ok',
        detail: 'looked 3 times at the archive',
      },
      { stage: 'stage', attempt: 1, outcome: 'failed', detail: 'disk full' },
      { stage: 'stage', attempt: 2, outcome: 'under way' },
    ]);
  });

  it('tells figures of QA, and passes over what has another shape', () => {
    expect(
      figureSentences({
        size: 1_500_000,
        timeCoveragePercent: 99.999,
        fields: [
          {
            path: '//A/B/CO',
            present: true,
            missingPercent: 1.239,
            outOfRangePercent: 0,
            min: 4.1e16,
            max: 0.5,
          },
        ],
      }),
    ).toEqual([
      '1.5 MB; observations cover 99.99% of the day.',
      'CO: 1.23% missing, 0% out of range; from 4.1e16 to 0.5.',
    ]);
    expect(figureSentences({ fields: 'none' })).toEqual([]);
  });
});
