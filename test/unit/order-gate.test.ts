import { describe, expect, it } from 'vitest';
import { gateFactsOf, gateOf, type Gate } from '../../src/domain/scops/order-gate.js';
import { anOrder } from '../support/orders.js';

/** confirmed, needsEquations, equationsSet, demOnFtp, demConfirmed → what is waited for. */
const TABLE: readonly (readonly [string, Gate])[] = [
  ['0....', 'awaiting confirmation'],
  ['110..', 'awaiting equations'],
  ['10.0.', 'go'],
  ['10.10', 'awaiting DEM'],
  ['10.11', 'go'],
  ['1110.', 'go'],
  ['11110', 'awaiting DEM'],
  ['11111', 'go'],
];

const rows = Array.from({ length: 32 }, (_, index) => index.toString(2).padStart(5, '0'));
const factsOf = (row: string) => {
  const [confirmed, needsEquations, equationsSet, demOnFtp, demConfirmed] = [...row].map(
    (digit) => digit === '1',
  );
  return {
    confirmed: confirmed!,
    needsEquations: needsEquations!,
    equationsSet: equationsSet!,
    demOnFtp: demOnFtp!,
    demConfirmed: demConfirmed!,
  };
};

describe('an order waits', () => {
  it.each(rows)('as the table says: %s', (row) => {
    const matching = TABLE.filter(([pattern]) => new RegExp(`^${pattern}$`).test(row));
    expect(matching).toHaveLength(1);
    expect(gateOf(factsOf(row))).toBe(matching[0]![1]);
  });

  it('just as long when it is restarted: nothing passes by that (fault 5)', () => {
    for (const row of rows) expect(gateOf({ ...factsOf(row), restart: true })).toBe(gateOf(factsOf(row)));
  });

  it('for the equations step only while it has neither formula nor plugin', () => {
    const said = { confirmed: true, equationsSet: false };
    const empty = { ...anOrder, equations: [], plugins: [] };
    expect(gateOf(gateFactsOf(anOrder, said))).toBe('go');
    expect(gateOf(gateFactsOf(empty, said))).toBe('awaiting equations');
    expect(gateOf(gateFactsOf(empty, { ...said, equationsSet: true }))).toBe('go');
    expect(gateOf(gateFactsOf({ ...empty, bandMaths: false }, said))).toBe('go');
  });

  it('for a DEM on FTP until an operator has said where it is', () => {
    const said = { confirmed: true, equationsSet: true };
    const ftp = (path: string | null, confirmed: boolean) => ({
      ...anOrder,
      dem: { source: 'ftp' as const, path, confirmed },
    });
    expect(gateOf(gateFactsOf(ftp(null, false), said))).toBe('awaiting DEM');
    expect(gateOf(gateFactsOf(ftp(null, true), said))).toBe('awaiting DEM');
    expect(gateOf(gateFactsOf(ftp('/ftp/x.dem', true), said))).toBe('go');
  });
});
