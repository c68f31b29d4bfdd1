/** Somebody who looks on while a command runs. */
export interface Watcher {
  /** The size of the screen, in characters; undefined where there is none. */
  size(): { readonly rows: number; readonly columns: number } | undefined;
  /** Calls back when the screen has another size, until the function that it answers is called. */
  onResize(listener: () => void): () => void;
  /** Calls back when it is wished that the command ends: q, Ctrl-C, a signal. The keys are not echoed meanwhile. */
  onEnd(listener: () => void): () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** q, Q, Ctrl-C, Ctrl-D, Escape alone. */
const ENDS = new Set(['q', 'Q', '\u0003', '\u0004', '\u001b']);

/** Whoever sits at the terminal of this process. */
export const processWatcher: Watcher = {
  size() {
    const { isTTY, rows, columns } = process.stdout;
    return isTTY ? { rows: rows || 24, columns: columns || 80 } : undefined;
  },

  onResize(listener) {
    process.stdout.on('resize', listener);
    return () => void process.stdout.off('resize', listener);
  },

  onEnd(listener) {
    for (const signal of SIGNALS) process.on(signal, listener);
    const keys = process.stdin.isTTY ? listenToKeys(listener) : undefined;
    return () => {
      for (const signal of SIGNALS) process.off(signal, listener);
      keys?.();
    };
  },
};

function listenToKeys(listener: () => void): () => void {
  const { stdin } = process;
  const onData = (text: string) => {
    // An arrow key begins with Escape too, and is no wish to end.
    if (ENDS.has(text) || text.includes('q') || text.includes('\u0003')) listener();
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', onData).resume();
  return () => {
    stdin.off('data', onData).pause();
    stdin.setRawMode(false);
  };
}
