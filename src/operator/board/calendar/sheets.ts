import { dayOf } from '../../../domain/data-day.js';
import { gapsDuring } from '../../../ledger/gaps.js';
import { snapshot } from '../../../ledger/ledger.js';
import { levelGroups } from '../../../ledger/read-calendar.js';
import { Sheet } from '../../words/sheet.js';
import type { Kit } from '../kit.js';

/**
 * Reading a mission takes longer than a commit. While many commits come one after the other, the sheet for those who
 * listen is read again after this many milliseconds, or after four times what the last reading took.
 */
const REST_MS = 50;

/** The sheet of the mission, read when somebody asks and again when the ledger has changed. */
export class Sheets {
  private fresh: Promise<Sheet> | undefined;
  private resting: NodeJS.Timeout | undefined;
  private tookMs = 0;
  /** Whether something changed that those who listen were not told. */
  private owed = false;
  private readonly listeners = new Set<(sheet: Sheet) => void>();

  private hears = false;

  constructor(private readonly kit: Kit) {}

  /** The sheet as the ledger has it now. */
  async current(): Promise<Sheet> {
    this.hear();
    if (!(await this.kit.changes.inForce())) return this.read(); // Nobody would say that a kept one is old.
    const reading = (this.fresh ??= this.read());
    try {
      return await reading;
    } catch (error) {
      if (this.fresh === reading) this.fresh = undefined;
      throw error;
    }
  }

  /** Hears of every new sheet, until the function that it answers is called. */
  listen(listener: (sheet: Sheet) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private hear(): void {
    if (this.hears) return;
    this.hears = true;
    this.kit.changes.listen(() => {
      this.fresh = undefined;
      this.owed = true;
      if (this.listeners.size > 0) this.tellSoon();
    });
  }

  private tellSoon(): void {
    // What changes while it rests is in what is read then.
    this.resting ??= setTimeout(() => this.rested(), 0).unref();
  }

  private rested(): void {
    this.owed = false;
    this.current().then(
      (sheet) => {
        for (const listener of this.listeners) listener(sheet);
        this.resting = setTimeout(
          () => {
            this.resting = undefined;
            if (this.owed && this.listeners.size > 0) this.tellSoon();
          },
          Math.max(REST_MS, 4 * this.tookMs),
        ).unref();
      },
      (error: unknown) => {
        this.owed = true;
        this.resting = undefined;
        this.kit.sources.onError?.(error);
      },
    );
  }

  private async read(): Promise<Sheet> {
    const { ledger, name, mission } = this.kit;
    const began = performance.now();
    const [groups, gaps] = await snapshot(ledger, async (inner) => [
      await levelGroups(inner, name),
      await gapsDuring(inner, name),
    ]);
    const sheet = new Sheet(groups, gaps, Object.keys(mission.levels), dayOf(this.kit.now()));
    this.tookMs = performance.now() - began;
    return sheet;
  }
}
