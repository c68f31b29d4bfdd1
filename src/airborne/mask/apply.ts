import { ALL_METHODS, BAD_PIXEL } from '../../domain/scops/masks.js';
import type { MaskFlags } from '../../domain/scops/mask-flags.js';
import type { Samples } from '../envi/samples.js';

/**
 * Whether a sample is masked, for each of the 256 values of a mask: 0 no, 1 yes, 2 when the method file says so. A bad CCD
 * pixel counts only where one of the chosen methods found it. Where every method is chosen the method file isn't asked: a
 * pixel that is marked bad is bad, even if the file doesn't say who found it.
 */
export function maskTable({ flags, methodFlags }: MaskFlags, hasMethods: boolean): Uint8Array {
  const asks = hasMethods && (methodFlags & ALL_METHODS) !== ALL_METHODS;
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value += 1) {
    const hit = value & flags;
    if (hit !== 0) table[value] = asks && hit === BAD_PIXEL ? 2 : 1;
  }
  return table;
}

/** Makes the masked samples of a block 0, in place, and tells how many they are. All arrays have one length. */
export function applyMask(
  block: Samples,
  mask: Samples,
  methods: Samples | null,
  table: Uint8Array,
  methodFlags: number,
): number {
  let masked = 0;
  for (let index = 0; index < block.length; index += 1) {
    const kind = table[mask[index]!]!;
    if (kind === 0 || (kind === 2 && (methods![index]! & methodFlags) === 0)) continue;
    block[index] = 0;
    masked += 1;
  }
  return masked;
}
