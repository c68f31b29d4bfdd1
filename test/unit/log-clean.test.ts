import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLog, LogCleaner } from '../../src/operator/board/log/clean.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the text of a log', () => {
  it('has no colours, no titles, no links and no cursor movements', () => {
    expect(
      cleanLog(
        bytes('\u001b[1;31mred\u001b[0m \u001b]0;owned\u0007title \u001b]8;;http://x\u001b\\link\u001b(B'),
      ),
    ).toBe('red title link');
    expect(cleanLog(bytes('10%\r20%\r\ndone\n'))).toBe('10%\n20%\ndone\n');
    expect(cleanLog(bytes('a\u0007b\u0000c\u202ed\te'))).toBe('a·b·c·d\te');
  });

  it('is the same however it was cut into pieces, and harmless', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\u001b',
        '[',
        ']',
        '31m',
        '0;x',
        '\u0007',
        '\\',
        '\r',
        '\n',
        '\t',
        '(',
        'é',
        '漢',
        '😀',
      ),
      fc.string({ maxLength: 5 }),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 8 }), (written, cuts) => {
        const all = bytes(written);
        const cleaner = new LogCleaner();
        let from = 0;
        let told = '';
        for (const to of [...cuts].sort((a, b) => a - b)) {
          told += cleaner.push(all.subarray(from, Math.max(from, to)));
          from = Math.max(from, to);
        }
        told += cleaner.push(all.subarray(from)) + cleaner.end();
        expect(told).toBe(cleanLog(all));
        // eslint-disable-next-line no-control-regex
        expect(told).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 500 },
    );
  });
});
