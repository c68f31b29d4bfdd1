import type { PanReceived, PdrdReceived } from './messages.js';

/** What the DAAC says of a PDR. */
export type Answer =
  | { readonly kind: 'PAN'; readonly pan: PanReceived }
  | { readonly kind: 'PDRD'; readonly pdrd: PdrdReceived };

/** A PAN as it was signalled. Signals are sent by hand too: one that is none gives undefined. */
export function panAnswer(signalled: unknown): Answer | undefined {
  const head = headOf(signalled);
  if (!head) return undefined;
  const files = pairsOf(head.value['files'], 'name');
  if (!files || (head.form === 'long' && files.length === 0)) return undefined;
  const { message, pdr, form, disposition } = head;
  return { kind: 'PAN', pan: { message, pdr, form, disposition, files } };
}

/** A PDRD as it was signalled, or undefined. */
export function pdrdAnswer(signalled: unknown): Answer | undefined {
  const head = headOf(signalled);
  if (!head) return undefined;
  const groups = pairsOf(head.value['groups'], 'dataType');
  if (!groups) return undefined;
  const { message, pdr, form, disposition } = head;
  return { kind: 'PDRD', pdrd: { message, pdr, form, disposition, groups } };
}

function headOf(signalled: unknown) {
  if (typeof signalled !== 'object' || signalled === null) return undefined;
  const value = signalled as Record<string, unknown>;
  const { message, pdr, form, disposition } = value;
  if (typeof message !== 'string' || typeof pdr !== 'string' || typeof disposition !== 'string')
    return undefined;
  if (form !== 'short' && form !== 'long') return undefined;
  return { value, message, pdr, form, disposition } as const;
}

function pairsOf<K extends 'name' | 'dataType'>(
  list: unknown,
  key: K,
): (Record<K, string> & { disposition: string })[] | undefined {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return undefined;
  const pairs = list.flatMap((entry: unknown) => {
    const { [key]: name, disposition } = (entry ?? {}) as Record<string, unknown>;
    return typeof name === 'string' && typeof disposition === 'string' ? [{ [key]: name, disposition }] : [];
  });
  return pairs.length === list.length
    ? (pairs as (Record<K, string> & { disposition: string })[])
    : undefined;
}
