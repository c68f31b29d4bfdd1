/** What a `Range` header asks of a representation: all of it, some bytes (both ends belong to it), or what is not there. */
export type AskedRange = 'whole' | 'unsatisfiable' | { readonly start: number; readonly end: number };

/**
 * Understands a `Range` header (RFC 9110, 14.2) for so many bytes. Several ranges at once, other units, and what cannot be
 * understood come to the whole, as the RFC allows.
 */
export function askedRange(header: string | undefined, size: number): AskedRange {
  const [, first = '', last = ''] = /^bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    // The last so many bytes.
    const count = Number(last);
    if (count === 0 || size === 0) return 'unsatisfiable';
    return { start: Math.max(0, size - count), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Number(last);
  if (last !== '' && end < start) return 'whole';
  return start >= size ? 'unsatisfiable' : { start, end: Math.min(end, size - 1) };
}
