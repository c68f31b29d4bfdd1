import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorPaths, processorVersion, versionText } from '../../src/domain/processor-version.js';

const number = fc.integer({ min: 0, max: 9999 });

describe('a processor version', () => {
  it('is major, minor and configuration', () => {
    expect(processorVersion('3.50.2')).toEqual({ major: 3, minor: 50, config: 2 });
  });

  it('has one name', () => {
    fc.assert(
      fc.property(number, number, number, (major, minor, config) => {
        const text = versionText({ major, minor, config });
        expect(processorVersion(text)).toEqual({ major, minor, config });
      }),
    );
    for (const text of ['01.0.1', '1.00.1', '1.0.01'])
      expect(() => processorVersion(text)).toThrow(RangeError);
  });

  it.each(['', '1', '1.0', '1.0.1.0', 'v1.0.1', '1.0.x', '1..1', '10000.0.0', ' 1.0.1', '1.0.1\n'])(
    'is not %j',
    (text) => {
      expect(() => processorVersion(text)).toThrow(/is not a processor version; write it as N\.n\.i/);
    },
  );

  it('shares the program with its configurations and with no other version', () => {
    expect(processorPaths('L2', processorVersion('1.0.1'))).toEqual({
      root: 'L2/proc-1.0',
      program: 'L2/proc-1.0/bin/L2Processor',
      config: 'L2/proc-1.0/cfg-1',
    });
    fc.assert(
      fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), ([a, b, c, d, e, f]) => {
        const one = processorPaths('L1', { major: a!, minor: b!, config: c! });
        const other = processorPaths('L1', { major: d!, minor: e!, config: f! });
        expect(one.program === other.program).toBe(a === d && b === e);
        expect(one.config === other.config).toBe(a === d && b === e && c === f);
      }),
    );
  });
});
