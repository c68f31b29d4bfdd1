import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormTokens, isToken, tokenField, unguessable } from '../../src/operator/board/access/tokens.js';

describe('a form token', () => {
  it('is the same for the same reader, and another for every other and in every other run', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const [tokens, later] = [new FormTokens(), new FormTokens()];
        expect(isToken(tokens.of(one), tokens.of(one))).toBe(true);
        expect(isToken(tokens.of(other), tokens.of(one))).toBe(one === other);
        expect(isToken(later.of(one), tokens.of(one))).toBe(false);
      }),
    );
  });

  it('is never what nobody was given', () => {
    for (const given of ['', undefined, null, 0, [], ['x'], {}]) {
      expect(isToken(given, '')).toBe(false);
      expect(isToken(given, new FormTokens().of('anna'))).toBe(false);
    }
  });

  it('stands in a form as a hidden field, escaped', async () => {
    const field = String(await tokenField({ formToken: '"><script>' }));
    expect(field).toContain('type="hidden" name="token"');
    expect(field).not.toContain('<script>');
  });
});

describe('an unguessable name', () => {
  it('has 256 bits and is not given twice', () => {
    const names = Array.from({ length: 1000 }, unguessable);
    expect(new Set(names).size).toBe(1000);
    for (const name of names) expect(Buffer.from(name, 'base64url')).toHaveLength(32);
  });
});
