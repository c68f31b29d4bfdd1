/** How many times as long as it took to make a value it is kept: a twentieth of the time goes into making it. */
const KEPT = 20;

/**
 * A value that takes long to make, for pages that are made again and again: it is as old as it may be without making it
 * all the time. What takes no time is always new.
 */
export function lately<T>(make: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  let until = 0;
  return async () => {
    if (value !== undefined && performance.now() < until) return value;
    const began = performance.now();
    // Until it is made, whoever asks waits for this one.
    until = Infinity;
    value = make();
    try {
      const made = await value;
      const now = performance.now();
      until = now + KEPT * (now - began);
      return made;
    } catch (error) {
      until = 0;
      throw error;
    }
  };
}
