import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { digestLines, digestSubject, type DigestFacts } from '../../src/formats/digest.js';
import { columns } from '../../src/formats/plain-text.js';

const AT = Date.parse('2026-11-22T07:00:00Z');
const HOUR = 3_600_000;
const DAY = dataDay('2026-11-20');

const quiet: DigestFacts = {
  mission: 'mopitt',
  from: AT - 24 * HOUR,
  to: AT,
  at: AT,
  held: [],
  accepted: [],
  open: 0,
  waiting: [],
  pans: [],
  announced: [],
  overridden: [],
  offered: [],
  quarantined: [],
  quarantine: { since: 0, all: 0 },
  strays: { unmatched: 0, unannounced: 0 },
  trends: { latency: [], runTime: [], verdicts: {} },
  disks: [],
};

describe('the digest', () => {
  it('of a day on which nothing happened is two lines', () => {
    expect(digestLines(quiet)).toEqual([
      'mopitt, 2026-11-21 07:00 to 2026-11-22 07:00 UTC',
      'Nothing is held, 0 levels accepted, 0 days open, 0 PANs outstanding.',
    ]);
    expect(digestSubject(quiet)).toBe('Digest 2026-11-22: nothing is held, 0 levels accepted');
  });

  it('says of what is held since when, why, and which command tells all', () => {
    const facts: DigestFacts = {
      ...quiet,
      held: [
        {
          about: { day: DAY, level: 'L1' },
          stage: 'await PAN',
          since: AT - 3 * HOUR,
          code: 'PAN_LATE',
          sentence: 'No PAN has come.',
        },
        {
          about: { receipt: 'a b' },
          stage: 'receive',
          since: AT - HOUR,
          code: 'FILE_INCOMPLETE',
          sentence: '1 file is short.',
        },
      ],
      program: 'sipstream --home /srv/home',
    };
    expect(digestLines(facts).slice(2)).toEqual([
      '',
      'Held: these wait for a person, the longest first',
      '  2026-11-20 L1, await PAN, since 2026-11-22 04:00:00 (3 h)',
      '      PAN_LATE: No PAN has come.',
      '      sipstream --home /srv/home why 2026-11-20 L1',
      '  DN a b, receive, since 2026-11-22 06:00:00 (1 h)',
      '      FILE_INCOMPLETE: 1 file is short.',
      "      sipstream --home /srv/home why --receipt 'a b'",
    ]);
    expect(digestSubject(facts)).toContain(': 2 held, ');
  });

  it('says what is late and what the DAAC owes', () => {
    const lines = digestLines({
      ...quiet,
      waiting: [{ day: DAY, level: 'L1', missing: 3, until: AT + HOUR }],
      pans: [
        { pdr: 'X.L1', deliveredAt: AT - 30 * HOUR, expectedAt: AT - 6 * HOUR },
        { pdr: 'X.L2', deliveredAt: AT - HOUR, expectedAt: AT + 23 * HOUR },
      ],
      announced: [{ receipt: 'DN-1', files: ['a', 'b', 'c'], since: AT - 2 * HOUR }],
    });
    expect(lines).toContain('  2026-11-20 L1: 3 inputs missing; it waits until 2026-11-22 08:00');
    expect(lines).toContain('  PAN of X.L1: 6 h late');
    expect(lines).not.toContain('  PAN of X.L2: 0 s late');
    expect(lines).toContain('  PAN of X.L2, delivered 1 h ago');
    expect(lines).toContain('  3 files of DN DN-1, announced 2 h ago: a, b and 1 more');
  });

  it('compares latency and run times with what is usual, and names a disk that is nearly full', () => {
    const lines = digestLines({
      ...quiet,
      trends: {
        latency: [{ level: 'L1', ms: 14 * HOUR, usual: 13 * HOUR }],
        runTime: [{ level: 'L1', ms: 40 * 60_000 }],
        verdicts: { Passed: 2, Suspect: 1 },
      },
      disks: [
        { names: ['archive'], path: '/a', free: 50e9, total: 1e12 },
        { names: ['staging'], path: '/s', problem: 'it is not there' },
      ],
    });
    expect(lines).toContain('  From the end of the day to acceptance: L1 14 h (13 h)');
    expect(lines).toContain('  Processors ran: L1 40 min');
    expect(lines).toContain('  QA: 2 Passed, 1 Suspect');
    expect(lines).toContain('  LOOK: 50.0 GB of 1.0 TB free (5%): archive');
    expect(lines).toContain('  LOOK: it is not there: staging');
  });

  it('fits 80 columns and steers nothing, whatever came from outside', () => {
    const text = fc.string({ unit: 'binary', maxLength: 120 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 40 }), (a, b, count) => {
        const lines = digestLines({
          ...quiet,
          held: [{ about: { receipt: a }, stage: 'receive', since: AT, code: 'X', sentence: b }],
          announced: Array.from({ length: count }, () => ({ receipt: a, files: [b, a], since: AT })),
          overridden: [{ day: DAY, level: 'L1', by: a, what: b, why: a }],
          offered: [{ day: DAY, level: 'L1', reason: b }],
          quarantined: [{ at: AT, kind: a, sender: b, code: 'X', sentence: a }],
        });
        for (const line of lines) {
          // eslint-disable-next-line no-control-regex
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
          if (!line.includes('sipstream why')) expect(columns(line)).toBeLessThanOrEqual(80);
        }
      }),
    );
  });

  it('counts what is too much to show', () => {
    const pans = Array.from({ length: 15 }, (_, index) => ({ pdr: `P${index}`, deliveredAt: AT }));
    expect(digestLines({ ...quiet, pans })).toContain('  and 3 more');
  });
});
