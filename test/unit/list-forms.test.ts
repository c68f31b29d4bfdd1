import { describe, expect, it } from 'vitest';
import { identifyForm, rereadForm } from '../../src/operator/board/forms.js';
import type { Reader } from '../../src/operator/board/kit.js';
import { cursorOf, cursorText } from '../../src/operator/reading/cursor.js';

const operator: Reader = { name: 'ada', role: 'operator', formToken: 't0ken' };
const viewer: Reader = { name: 'eve', role: 'viewer', formToken: 't0ken' };
const HOSTILE = '"><script>alert(1)</script>';

/** The fields that a form sends. */
function fieldsOf(form: unknown): string[] {
  return [...String(form).matchAll(/name="(\w+)"/g)].map(([, name]) => name!);
}

describe('The forms of lists', () => {
  it('are for operators alone', () => {
    expect(String(rereadForm('<id>', viewer))).toBe('');
    expect(String(identifyForm('a.dat', 'unmatched', viewer))).toBe('');
  });

  it('carry the token of their reader, the thing they are about, and why', () => {
    const reread = String(rereadForm('<id@daac.example>', operator));
    expect(reread).toMatch(/method="post"\s+action="\/verbs\/reread"/);
    expect(reread).toContain('name="token" value="t0ken"');
    expect(reread).toContain('name="message" value="&lt;id@daac.example&gt;"');
    expect(reread).toContain('name="back" value="/messages/%3Cid%40daac.example%3E"');
    expect(fieldsOf(reread)).toEqual(expect.arrayContaining(['token', 'message', 'trust', 'why']));
    const unmatched = fieldsOf(identifyForm('a.dat', 'unmatched', operator));
    expect(unmatched).toEqual(expect.arrayContaining(['token', 'file', 'granule', 'why']));
  });

  it('say of an incomplete file that its size is right, and ask for no granule', () => {
    const form = String(identifyForm('a.dat', 'incomplete', operator));
    expect(form).toContain('type="hidden" name="granule" value=""');
    expect(form).toContain('Its size is right');
  });

  it('escape names from outside', () => {
    expect(String(identifyForm(HOSTILE, 'unmatched', operator))).not.toContain('<script>');
    expect(String(rereadForm(HOSTILE, operator))).not.toContain('<script>');
  });
});

describe('A cursor', () => {
  it('is the place that it was made of', () => {
    const place = { at: 1_795_226_520_000, id: '<a,"b"@c>#✓' };
    expect(cursorText(place)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursorOf(cursorText(place))).toEqual(place);
  });

  it('is nothing when somebody made it up', () => {
    for (const text of ['', 'x', '!!', 'bnVsbA', Buffer.from('[1]').toString('base64url')])
      expect(cursorOf(text)).toBeUndefined();
    for (const value of [
      [1.5, 'a'],
      ['1', 'a'],
      [1, 2],
      [1, 'a', 3],
    ])
      expect(cursorOf(Buffer.from(JSON.stringify(value)).toString('base64url'))).toBeUndefined();
  });
});
