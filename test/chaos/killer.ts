import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataDay } from '../../src/domain/data-day.js';
import { STAGES, type Stage } from '../../src/domain/story.js';
import type { RunningStation } from '../support/running-station.js';
import type { Seeded } from './seeded.js';

/** A process that was killed: when (seconds since the first look), and in the midst of what. */
export interface Kill {
  readonly name: 'workers' | 'gateway';
  readonly at: number;
  readonly what: string;
  /** Processors that ran at that moment. */
  readonly running: number;
}

/** What the work has come to: a kill waits for a point of it, so that a slow machine is struck where a fast one is. */
interface Look {
  readonly archived: number;
  /** Index in STAGES by `day level`. */
  readonly stages: ReadonlyMap<string, number>;
  /** `day level` of processors that run. */
  readonly running: ReadonlySet<string>;
}

interface Blow {
  readonly why: string;
  readonly isDue: (look: Look) => boolean;
  readonly targets: readonly Kill['name'][];
  readonly delayMs: number;
}

const LOOK_MS = 20;
const INPUT_BLOWS = 7;
/** How long after a stage has begun a blow may come: about as long as the stage takes. */
const AT_MOST_MS: Partial<Record<Stage, number>> = {
  stage: 400,
  run: 400,
  QA: 900,
  archive: 150,
  deliver: 150,
  'await PAN': 1_500,
};

/** Strikes a station's workers and gateway with SIGKILL at points of the work that a seed decides. */
export class Killer {
  readonly kills: Kill[] = [];
  private readonly began = performance.now();
  private readonly waiting: Set<Blow>;
  private readonly busy = new Set<Promise<void>>();
  private readonly looking: Promise<void>;
  private ended = false;
  /** What each process said of itself before it was killed last: it says it anew when it answers again. */
  private readonly before = new Map<string, unknown>();
  private failure: unknown;

  constructor(
    private readonly running: RunningStation,
    plan: { random: Seeded; days: readonly DataDay[]; inputs: number },
  ) {
    this.waiting = new Set(blows(plan));
    this.looking = this.strike().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** True when every blow has fallen. Throws when the killer itself has failed. */
  get isDone(): boolean {
    if (this.failure !== undefined) throw this.failure;
    return this.waiting.size === 0 && this.busy.size === 0;
  }

  /** The blows that have not fallen yet. */
  get open(): string[] {
    return [...this.waiting].map(({ why, targets }) => `${targets.join(' and ')} ${why}`);
  }

  /** Strikes no more. */
  async end(): Promise<void> {
    this.ended = true;
    await this.looking;
    await Promise.allSettled(this.busy);
  }

  private async strike(): Promise<void> {
    while (!this.ended && this.waiting.size > 0) {
      const look = await lookAt(this.running);
      for (const blow of this.waiting) {
        if (!blow.isDue(look)) continue;
        this.waiting.delete(blow);
        const falling = this.fall(blow)
          .catch((error: unknown) => {
            this.failure = error;
          })
          .finally(() => this.busy.delete(falling));
        this.busy.add(falling);
      }
      await pause(LOOK_MS);
    }
  }

  private async fall({ why, targets, delayMs }: Blow): Promise<void> {
    await pause(delayMs);
    for (const name of targets) await this.untilAnswers(name);
    if (this.ended) return;
    for (const name of targets) {
      const part = this.process(name);
      // Another blow of the same moment was quicker.
      if (this.before.get(name) === part.about) await this.untilAnswers(name);
      const { stages, running } = await lookAt(this.running);
      this.before.set(name, part.about);
      process.kill(part.pid!, 'SIGKILL');
      const open = [...stages].map(([level, stage]) => `${level} ${STAGES[stage]}`);
      this.kills.push({
        name,
        at: (performance.now() - this.began) / 1_000,
        what: `${name} ${why} + ${delayMs} ms (${[...open, `${running.size} run`].join(', ')})`,
        running: running.size,
      });
    }
  }

  private async untilAnswers(name: Kill['name']): Promise<void> {
    while (!this.ended && this.before.get(name) === this.process(name).about) await pause(LOOK_MS);
  }

  private process(name: Kill['name']) {
    return this.running.station.processes.find((part) => part.name === name)!;
  }
}

/** While inputs come in, then at every stage of every level. */
function blows(plan: { random: Seeded; days: readonly DataDay[]; inputs: number }): Blow[] {
  const { random, days, inputs } = plan;
  const all: Blow[] = [];
  for (let index = 0; index < INPUT_BLOWS; index += 1) {
    const count = Math.floor(((index + random.next()) / INPUT_BLOWS) * inputs);
    all.push({
      why: `at input ${count} of ${inputs}`,
      isDue: ({ archived }) => archived >= count,
      targets: random.pick([['workers'], ['gateway'], ['workers', 'gateway']]),
      delayMs: random.between(0, 400),
    });
  }
  for (const day of days) {
    const further = random.pick(['L1', 'L2']);
    for (const level of ['L1', 'L2']) {
      const key = `${day} ${level}`;
      const at = (stage: Stage, targets: Blow['targets']): Blow => ({
        why: `at ${key} ${stage}`,
        isDue: ({ stages, running }) =>
          (stages.get(key) ?? 0) > STAGES.indexOf(stage) ||
          (stages.get(key) === STAGES.indexOf(stage) && (stage !== 'run' || running.has(key))),
        targets,
        delayMs: random.between(0, AT_MOST_MS[stage] ?? 0),
      });
      all.push(at('run', random.pick([['workers'], ['workers', 'gateway']])));
      if (level === further) all.push(at(random.pick(['stage', 'QA']), ['workers']));
      all.push(at('archive', ['workers']));
      all.push(at('deliver', random.pick([['workers'], ['workers', 'gateway']])));
      all.push(at('await PAN', ['gateway']));
    }
  }
  return all;
}

async function lookAt({ station, home }: RunningStation): Promise<Look> {
  const { db } = station.ledger;
  const levels = await db.selectFrom('levels').select(['day', 'level', 'stage']).execute();
  const runs = await db
    .selectFrom('runs')
    .select(['day', 'level', 'run'])
    .where('state', '=', 'running')
    .execute();
  const { count } = await db
    .selectFrom('files')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('kind', '=', 'input')
    .executeTakeFirstOrThrow();
  const running = new Set<string>();
  for (const { day, level, run } of runs) {
    const directory = join(home, 'staging', day, level, `run-${run}`);
    const has = (name: string) =>
      access(join(directory, name)).then(
        () => true,
        () => false,
      );
    if ((await has('program.json')) && !(await has('exit.json'))) running.add(`${day} ${level}`);
  }
  return {
    archived: Number(count),
    stages: new Map(levels.map((row) => [`${row.day} ${row.level}`, STAGES.indexOf(row.stage)])),
    running,
  };
}
