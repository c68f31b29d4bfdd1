import { ALL_FLAGS, ALL_METHODS, BAD_PIXEL, MASK_LETTERS, METHOD_LETTERS } from './masks.js';
import type { Masking } from './order.js';
export function maskFlags(masking: Masking): { flags: number; methodFlags: number } {
  if (masking === 'all') return { flags: ALL_FLAGS, methodFlags: ALL_METHODS };
  if (masking === 'none') return { flags: 0, methodFlags: 0 };
  let flags = 0;
  let methodFlags = 0;
  for (const letter of masking) {
    flags |= MASK_LETTERS[letter as keyof typeof MASK_LETTERS]?.bit ?? 0;
    const method = METHOD_LETTERS[letter as keyof typeof METHOD_LETTERS];
    if (method !== undefined) {
      flags |= BAD_PIXEL;
      methodFlags |= method;
    }
  }
  return { flags, methodFlags };
}
