import type { ValueType } from '../../formats/band-maths/language.js';
import { BYTES } from '../simd/quads.js';

/** So many pixels of one value, by its type: booleans are 0 and 1. */
export type Vector = Uint8Array | Int32Array | Float32Array | Float64Array;

/** Where a vector will be in the memory of a program. */
export interface Place {
  readonly type: ValueType;
  /** The address of its first pixel, a multiple of 16. */
  readonly at: number;
}

const ARRAYS = { bool: Uint8Array, int: Int32Array, float: Float32Array, double: Float64Array } as const;
const PAGE = 64 * 1024;

/** The vectors of a program, all of one length, used again: as many as the deepest place of an expression needs at once. */
export class Vectors {
  private readonly free: Record<ValueType, Place[]> = { bool: [], int: [], float: [], double: [] };
  private readonly taken = new Set<Place>();
  private readonly constants = new Map<string, { readonly place: Place; readonly value: number }>();
  private bytes = 0;

  constructor(readonly length: number) {}

  /** A vector that nobody uses; what is in it is not said. */
  take(type: ValueType): Place {
    const place = this.free[type].pop() ?? this.keep(type);
    this.taken.add(place);
    return place;
  }

  /** Gives a vector back. One that was never taken (a band, a constant) stays as it is. */
  give(place: Place): void {
    if (this.taken.delete(place)) this.free[place.type].push(place);
  }

  /** A vector that nobody else is given, with so many bytes behind its last four pixels. */
  keep(type: ValueType, behind = 0): Place {
    const place = { type, at: this.bytes };
    this.bytes = upTo(place.at + upTo(this.length, 16) * BYTES[type] + behind, 16);
    return place;
  }

  /** A vector that has the same value everywhere, as its type rounds it. */
  constant(type: ValueType, value: number): Place {
    const key = `${type} ${Object.is(value, -0) ? '-0' : value}`;
    const known = this.constants.get(key);
    if (known) return known.place;
    const place = this.keep(type);
    this.constants.set(key, { place, value });
    return place;
  }

  /** The memory that has room for all of them; the constants are in their places. It never grows, so that views of it stay. */
  memory(): WebAssembly.Memory {
    const memory = new WebAssembly.Memory({ initial: upTo(this.bytes, PAGE) / PAGE });
    for (const { place, value } of this.constants.values()) this.view(memory, place).fill(value);
    return memory;
  }

  /** The pixels of a vector. */
  view(memory: WebAssembly.Memory, { type, at }: Place): Vector {
    return new ARRAYS[type](memory.buffer, at, upTo(this.length, 16));
  }
}

const upTo = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;
