/** Bytes of a file, piece by piece. */
export type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * The way to the station's files. One step at a time; others wait for their turn. Everything that may pass with time is
 * thrown as OutageError.
 */
export interface Link {
  /** Writes a file under its final name, so that others can see it grow. What `content` throws breaks the connection and is thrown on. */
  put(path: string, content: Content): Promise<void>;
  /** Names of the files in a directory. */
  list(directory: string): Promise<string[]>;
  /** Hands over the bytes of a file; false when there is no such file. */
  fetch(path: string, take: (chunk: Uint8Array) => void | Promise<void>): Promise<boolean>;
  close(): void;
}

/** Lets steps run one after the other, whether or not one before failed. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the step when all earlier ones have ended. */
  take<T>(step: () => Promise<T>): Promise<T> {
    const next = this.#last.then(step, step);
    this.#last = next.catch(() => undefined); // Whoever took the turn hears of the failure.
    return next;
  }
}
