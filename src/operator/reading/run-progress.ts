import { join } from 'node:path';
import { newestLogTail } from '../../adapters/processor/log-tail.js';
import type { DataDay } from '../../domain/data-day.js';
import { durationMs } from '../../domain/duration.js';
import { median } from '../../domain/median.js';
import type { Mission } from '../../domain/mission.js';
import type { Ledger } from '../../ledger/ledger.js';
import { recentRunTimes, runsUnderWay } from '../../ledger/read-station.js';

/** How many of the last lines of a log are shown. */
const LINES = 4;

/** How a run of a processor gets on. Durations are milliseconds. */
export interface RunProgress {
  readonly day: DataDay;
  readonly level: string;
  readonly run: number;
  readonly startedAt: number;
  /** What the last good runs of the level took, the median; absent before the first. */
  readonly usualMs?: number;
  readonly limitMs?: number;
  /** The last lines of its log. */
  readonly tail: readonly string[];
}

/** How the runs that are under way get on. `log` is the station's log directory; without it nothing is said of logs. */
export async function readRunProgress(
  ledger: Ledger,
  mission: Mission,
  log: string | undefined,
): Promise<RunProgress[]> {
  const progress: RunProgress[] = [];
  for (const { day, level, run, startedAt } of await runsUnderWay(ledger, mission.mission)) {
    if (startedAt === undefined) continue;
    const usualMs = median(await recentRunTimes(ledger, mission.mission, level));
    const limit = mission.levels[level]?.run.timeLimit;
    const base = log && join(log, 'processors', day, level, `run-${run}`);
    const tail = base ? await newestLogTail([`${base}.out`, `${base}.err`]) : '';
    progress.push({
      day,
      level,
      run,
      startedAt,
      ...(usualMs !== undefined && { usualMs }),
      ...(limit !== undefined && { limitMs: durationMs(limit) }),
      tail: tail === '' ? [] : tail.split('\n').slice(-LINES),
    });
  }
  return progress;
}
