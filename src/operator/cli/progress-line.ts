import type { Io } from './io.js';

const EVERY_MS = 200;

/** Progress of a long command, on stderr: on a terminal one line that changes in place, else a line for every step that ends. */
export class ProgressLine {
  private shownAt = 0;
  private isShown = false;

  constructor(private readonly io: Io) {}

  /** How far a step has come; only for terminals. */
  readonly show = (text: string): void => {
    if (!this.io.isTerminal || this.io.now() - this.shownAt < EVERY_MS) return;
    this.shownAt = this.io.now();
    this.isShown = true;
    this.io.stderr(`\r\u001b[K${text.slice(0, 79)}`);
  };

  /** A step has ended. */
  readonly say = (text: string): void => {
    this.clear();
    this.io.stderr(`${text}\n`);
  };

  /** Takes the changing line away, before something else is written. */
  readonly clear = (): void => {
    if (this.isShown) this.io.stderr('\r\u001b[K');
    this.isShown = false;
  };
}
