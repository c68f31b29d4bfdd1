import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/domain/data-day.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUES, workflowIds } from '../../src/domain/ids.js';

const mission = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const day = fc.integer({ min: 0, max: 40_000 }).map((number) => dayOf(number * 86_400_000));
const level = fc.stringMatching(/^L\d[A-Z]?$/);
const receiptKey = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);

const subject = fc.oneof(
  fc.record({ kind: fc.constant('day' as const), mission, day }),
  fc.record({ kind: fc.constant('level' as const), mission, day, level }),
  fc.record({ kind: fc.constant('delivery' as const), mission, day, level }),
  fc.record({ kind: fc.constant('receipt' as const), mission, key: receiptKey }),
);
type Subject = typeof subject extends fc.Arbitrary<infer T> ? T : never;

function idOf(of: Subject): string {
  switch (of.kind) {
    case 'day':
      return workflowIds.day(of.mission, of.day);
    case 'level':
      return workflowIds.level(of.mission, of.day, of.level);
    case 'delivery':
      return workflowIds.delivery(of.mission, of.day, of.level);
    case 'receipt':
      return workflowIds.receipt(of.mission, of.key);
  }
}

describe('workflow ids', () => {
  it('are the same for the same thing, and for nothing else', () => {
    fc.assert(
      fc.property(subject, subject, (a, b) => {
        expect(idOf(a)).toBe(idOf({ ...a }));
        if (JSON.stringify(a) !== JSON.stringify(b)) expect(idOf(a)).not.toBe(idOf(b));
      }),
    );
  });

  it('are those that runbooks and the Temporal UI show', () => {
    const day = dayOf(Date.parse('2026-11-20T00:00:00Z'));
    expect(workflowIds.day('mopitt', day)).toBe('mopitt/2026-11-20');
    expect(workflowIds.delivery('mopitt', day, 'L1')).toBe('mopitt/2026-11-20/L1/delivery');
    expect(workflowIds.receipt('mopitt', '4711-ab')).toBe('mopitt/receipt/4711-ab');
  });
});

describe('names in the engine', () => {
  it('keep queues and search attributes apart', () => {
    expect(new Set(Object.values(TASK_QUEUES)).size).toBe(4);
    expect(new Set(SEARCH_ATTRIBUTES).size).toBe(SEARCH_ATTRIBUTES.length);
    for (const name of SEARCH_ATTRIBUTES) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  });
});
