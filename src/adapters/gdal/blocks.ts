/** A hyper-rectangle of an array: the first index and the number of elements, per dimension. */
export interface Block {
  readonly origin: readonly number[];
  readonly span: readonly number[];
  /** Product of `span`. */
  readonly count: number;
}

/**
 * Cuts an array into blocks of at most `limit` elements that are contiguous in C order and come in that order, so that
 * one buffer of that size serves arrays of any size. A scalar (`[]`) is one block of one element; an array with an
 * empty dimension has none. Throws a RangeError for a limit below 1.
 */
export function* blocksOf(shape: readonly number[], limit: number): Generator<Block> {
  if (!(limit >= 1)) throw new RangeError(`A block holds at least one element, not ${limit}.`);
  if (shape.some((size) => size === 0)) return;
  if (shape.length === 0) {
    yield { origin: [], span: [], count: 1 };
    return;
  }
  // Everything behind the cut dimension is taken whole, everything before it one index at a time.
  let cut = shape.length - 1;
  let inner = 1;
  while (cut > 0 && inner * shape[cut]! <= limit) inner *= shape[cut--]!;
  const step = Math.max(1, Math.floor(limit / inner));
  const origin = shape.map(() => 0);
  for (;;) {
    for (origin[cut] = 0; origin[cut]! < shape[cut]!; origin[cut]! += step) {
      const length = Math.min(step, shape[cut]! - origin[cut]!);
      const span = shape.map((size, axis) => (axis < cut ? 1 : axis === cut ? length : size));
      yield { origin: [...origin], span, count: length * inner };
    }
    let axis = cut - 1;
    while (axis >= 0 && origin[axis] === shape[axis]! - 1) origin[axis--] = 0;
    if (axis < 0) return;
    origin[axis]!++;
  }
}
