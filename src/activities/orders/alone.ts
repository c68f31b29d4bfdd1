const working = new Map<string, Promise<void>>();

/**
 * Does something to all of an order's files when nobody else here does: what is removed of an order that is lost is not what
 * the same order, sent again meanwhile, has begun with. One process works for the main queue.
 */
export async function alone<T>(order: string, work: () => Promise<T>): Promise<T> {
  const mine = (working.get(order) ?? Promise.resolve()).then(work);
  const over = mine.then(
    () => undefined,
    () => undefined,
  );
  working.set(order, over);
  try {
    return await mine;
  } finally {
    if (working.get(order) === over) working.delete(order);
  }
}
