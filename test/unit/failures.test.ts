import { describe, expect, it } from 'vitest';
import {
  FAILURES,
  isFailureCode,
  looksAgain,
  OperationsError,
  startsOver,
  type FailureCode,
} from '../../src/domain/failures.js';
import { ORDER_VERBS } from '../../src/domain/scops/order-verbs.js';
import { MISSION_VERBS, VERBS } from '../../src/domain/story.js';

const codes = Object.keys(FAILURES) as FailureCode[];

describe('the table of failures', () => {
  it.each(codes)('%s says in one or two plain sentences what to do', (code) => {
    const { next } = FAILURES[code];
    expect(code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(next).toMatch(/^[A-Z`].*\.$/);
    expect(next.length).toBeLessThan(200);
  });

  it.each(codes)('%s names only commands that exist', (code) => {
    const known: readonly string[] = [
      ...VERBS,
      ...MISSION_VERBS,
      ...ORDER_VERBS,
      'sipstream log DAY LEVEL',
      'sipstream day DAY',
      'mail.allow',
      'scops.dem',
      'scops.apl',
    ];
    for (const [, word] of FAILURES[code].next.matchAll(/`([^`]+)`/g)) {
      expect(known).toContain(word!.replace(/ --(what failed|trust)$/, ''));
    }
  });

  it('offers for what is refused only commands that need nothing that waits', () => {
    for (const code of codes) {
      const verbs = [...FAILURES[code].next.matchAll(/`(\w+)`/g)].map(([, verb]) => verb!);
      if (FAILURES[code].policy === 'reject')
        for (const verb of verbs) expect(MISSION_VERBS, code).toContain(verb);
    }
  });

  it('looks again by itself only where the cause may go away untouched, and those are retried first', () => {
    const again = codes.filter(looksAgain);
    expect(again).toEqual(['DISK_FULL', 'NOT_WRITABLE', 'JOB_SYSTEM', 'UNEXPECTED']);
    for (const code of again) expect(FAILURES[code].policy).toBe('retry');
  });

  it('knows its own codes and no property of objects', () => {
    for (const code of codes) expect(isFailureCode(code)).toBe(true);
    for (const text of ['toString', '__proto__', 'constructor', '', 'disk_full', undefined])
      expect(isFailureCode(text)).toBe(false);
  });
});

describe('retry after a failure', () => {
  it.each(['PROCESSOR_FAILED', 'PROCESSOR_CHANGED', 'QA_FAILED', 'INPUT_VANISHED', 'INPUT_CHANGED'] as const)(
    'begins the level anew after %s',
    (code) => expect(startsOver('run', code)).toBe(true),
  );

  it.each(['DISK_FULL', 'NOT_WRITABLE', 'ARCHIVE_ANOMALY', 'UNEXPECTED'] as const)(
    'tries the same stage again after %s',
    (code) => expect(startsOver('archive', code)).toBe(false),
  );

  it('never asks a delivery or a receipt for a first stage that it has not', () => {
    for (const code of codes) {
      expect(startsOver('deliver', code)).toBe(false);
      expect(startsOver('receive', code)).toBe(false);
    }
  });
});

describe('an operations error', () => {
  it('carries code, policy, sentence, details and cause', () => {
    const cause = new Error('ENOSPC');
    const error = new OperationsError('DISK_FULL', 'The disk is full.', ['/archive'], { cause });
    expect(error).toMatchObject({
      name: 'OperationsError',
      code: 'DISK_FULL',
      policy: 'retry',
      message: 'The disk is full.',
      details: ['/archive'],
      cause,
    });
    expect(new OperationsError('QA_FAILED', 'x').details).toEqual([]);
    expect(new OperationsError('QA_FAILED', 'x').policy).toBe('hold');
  });
});
