import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { html, type Html } from '../html.js';

/** The name of the form field that carries the token. */
export const TOKEN_FIELD = 'token';
/** The header in which programs carry it. */
export const TOKEN_HEADER = 'x-form-token';

/** A name that cannot be guessed: 256 bits. */
export function unguessable(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Makes the tokens of forms. They need no list: each is a keyed hash of whose it is, and the key is of this run of the
 * station, so that a token of another session, another user or an earlier run never fits.
 */
export class FormTokens {
  readonly #key = randomBytes(32);

  /** The token of one reader; `whose` names a session, or a person whom something else vouches for. */
  of(whose: string): string {
    return createHmac('sha256', this.#key).update(whose).digest('base64url');
  }
}

/** Whether a token is the expected one; never when none is expected. Takes the same time whatever is wrong with it. */
export function isToken(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || expected === '') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The hidden field that every form with `method="post"` has to carry. */
export function tokenField(reader: { readonly formToken: string }): Html {
  return html`<input type="hidden" name="${TOKEN_FIELD}" value="${reader.formToken}" />`;
}
