import type { DataDay } from '../../domain/data-day.js';
import { archiveDirectory } from '../../domain/archive-layout.js';
import { STAGES } from '../../domain/story.js';
import type { Ledger } from '../../ledger/ledger.js';
import { daysBetween, type DayWithLevels } from '../../ledger/read-lists.js';
import type { LevelRow } from '../../ledger/schema.js';

/** How the demo days stand. */
export interface DemoState {
  readonly accepted: boolean;
  /** `2026-11-20 L1: sentence` of the first level that holds. */
  readonly held: string | undefined;
}

/**
 * Shows the days of a demo: on a terminal a picture that changes in place, without one a line for every change. Reads
 * the ledger, never the engine.
 */
export class Progress {
  private drawn = 0;
  private readonly said = new Map<string, string>();
  private pushed = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly mission: { mission: string; levels: readonly string[] },
    private readonly days: readonly DataDay[],
    private readonly out: NodeJS.WriteStream,
  ) {}

  /** Counts what the simulated DAAC pushes. */
  heard(event: Record<string, unknown>): void {
    if (event['kind'] === 'pushed') this.pushed += 1;
  }

  /** A line that stays. */
  say(line: string): void {
    this.erase();
    this.out.write(`${line}\n`);
  }

  /** Looks at the ledger and shows what changed. */
  async show(): Promise<DemoState> {
    const rows = await daysBetween(this.ledger, this.mission.mission, this.days[0]!, this.days.at(-1)!);
    const levels = this.days.flatMap((day) =>
      this.mission.levels.map((level) => ({ day, level, row: find(rows, day, level) })),
    );
    for (const { day, level, row } of levels) this.tell(day, level, row);
    if (this.out.isTTY) this.draw(levels);
    const held = levels.find(({ row }) => row?.state === 'held');
    return {
      accepted:
        rows.filter((day) => day.state === 'done' && this.days.includes(day.day)).length === this.days.length,
      held: held && `${held.day} ${held.level}: ${held.row?.heldSentence ?? held.row?.heldCode ?? ''}`,
    };
  }

  /** Takes the picture away before something else is written. */
  erase(): void {
    if (this.drawn > 0) this.out.write(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }

  private tell(day: DataDay, level: string, row: LevelRow | undefined): void {
    if (!row) return;
    const key = `${day} ${level}`;
    const now =
      row.state === 'held' ? `held: ${row.heldCode}` : row.state === 'abandoned' ? 'abandoned' : row.stage;
    if (this.said.get(key) === now) return;
    this.said.set(key, now);
    if (row.stage === 'accepted' && row.state === 'done') {
      this.say(`${key}  accepted; its products are in archive/${archiveDirectory(level, day)}`);
    } else if (row.state === 'held') {
      this.say(`${key}  held: ${row.heldCode}: ${row.heldSentence ?? ''}`);
      this.say(`               what can be done: sipstream why ${day} ${level}`);
    } else if (!this.out.isTTY) {
      this.say(`${key}  ${now}`);
    }
  }

  private draw(levels: readonly { day: DataDay; level: string; row: LevelRow | undefined }[]): void {
    const width = Math.max(40, this.out.columns ?? 80);
    const lines = levels.map(({ day, level, row }) => {
      const reached = row ? STAGES.indexOf(row.stage) : -1;
      const bar = STAGES.map((_, index) =>
        index < reached || row?.state === 'done' ? '■' : index === reached ? '▶' : '·',
      ).join('');
      return `  ${day} ${level} ${bar} ${row ? `${row.stage.padEnd(12)} ${row.sentence ?? ''}` : 'not opened yet'}`.slice(
        0,
        width - 1,
      );
    });
    lines.push(`  pushed by the simulated DAAC: ${this.pushed} files`);
    this.erase();
    this.out.write(`${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }
}

function find(rows: readonly DayWithLevels[], day: DataDay, level: string): LevelRow | undefined {
  return rows.find((row) => row.day === day)?.levels.find((row) => row.level === level);
}
