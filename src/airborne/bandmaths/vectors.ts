import type { ValueType } from '../../formats/band-maths/language.js';

/** So many pixels of one value, by its type: booleans are 0 and 1. */
export type Vector = Uint8Array | Int32Array | Float32Array | Float64Array;

const ARRAYS = { bool: Uint8Array, int: Int32Array, float: Float32Array, double: Float64Array } as const;

/** Vectors of one length, used again: as many as the deepest place of an expression needs at once. */
export class Vectors {
  private readonly free: Record<ValueType, Vector[]> = { bool: [], int: [], float: [], double: [] };
  private readonly taken = new Map<Vector, ValueType>();
  private readonly constants = new Map<string, Vector>();

  constructor(readonly length: number) {}

  /** A vector that nobody uses; what is in it is not said. */
  take(type: ValueType): Vector {
    const vector = this.free[type].pop() ?? new ARRAYS[type](this.length);
    this.taken.set(vector, type);
    return vector;
  }

  /** Gives a vector back. One that was never taken (a band, a constant) stays as it is. */
  give(vector: Vector): void {
    const type = this.taken.get(vector);
    if (type === undefined) return;
    this.taken.delete(vector);
    this.free[type].push(vector);
  }

  /** A vector that has the same value everywhere, as its type rounds it. */
  constant(type: ValueType, value: number): Vector {
    const key = `${type} ${Object.is(value, -0) ? '-0' : value}`;
    let vector = this.constants.get(key);
    if (vector === undefined) {
      vector = new ARRAYS[type](this.length).fill(value);
      this.constants.set(key, vector);
    }
    return vector;
  }
}
