/**
 * A number in [0, 1) that depends on nothing but the keys: the same file can be made twice, in parts and in any order.
 * Keys are taken as 32-bit integers.
 */
export function noise(...keys: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const key of keys) {
    state = Math.imul(state ^ (key | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) / 2 ** 32;
}

/** A 32-bit key of a text, to be given to `noise`. */
export function textKey(text: string): number {
  let key = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) key = Math.imul(key ^ text.charCodeAt(at), 0x01000193);
  return key;
}
