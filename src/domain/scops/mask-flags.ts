import { OperationsError } from '../failures.js';
import { ALL_FLAGS, ALL_METHODS, BAD_PIXEL, MASK_LETTERS, METHOD_LETTERS } from './masks.js';
import type { Masking } from './order.js';

/** What counts as bad: sums of bits of the mask file, and of the bad-pixel-method file. */
export interface MaskFlags {
  readonly flags: number;
  readonly methodFlags: number;
}

/** What is wrong with a choice of masks, a sentence each. */
export function maskingProblems(masking: Masking): string[] {
  if (typeof masking === 'string') return [];
  if (masking.length === 0) return ["No mask is chosen; choose at least one, 'all' or 'none'."];
  const letters = [...Object.keys(MASK_LETTERS), ...Object.keys(METHOD_LETTERS)];
  return [...new Set(masking)]
    .filter((letter) => !letters.includes(letter))
    .map((letter) => `There is no mask ${JSON.stringify(letter)}; the masks are ${letters.join(', ')}.`);
}

/**
 * The bits of a choice of masks, as SCOPS has them: bad CCD pixels are masked only where a method (a … f) is chosen; `all` is
 * every flag and every method, `none` is no bit. Throws OperationsError ORDER_INVALID with the problems.
 */
export function maskFlags(masking: Masking): MaskFlags {
  const problems = maskingProblems(masking);
  if (problems.length > 0) throw new OperationsError('ORDER_INVALID', problems.join(' '), problems);
  if (masking === 'none') return { flags: 0, methodFlags: 0 };
  if (masking === 'all') return { flags: ALL_FLAGS, methodFlags: ALL_METHODS };
  let flags = 0;
  let methodFlags = 0;
  for (const letter of masking as readonly string[]) {
    if (letter in MASK_LETTERS) flags |= MASK_LETTERS[letter as keyof typeof MASK_LETTERS].bit;
    else methodFlags |= METHOD_LETTERS[letter as keyof typeof METHOD_LETTERS];
  }
  return { flags: methodFlags === 0 ? flags : flags | BAD_PIXEL, methodFlags };
}
