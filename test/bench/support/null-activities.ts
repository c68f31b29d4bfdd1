import type { Client } from '@temporalio/client';
import type {
  DayPlan,
  DeliveryActivities,
  LevelTask,
  MainActivities,
  NoteActivities,
  Pace,
  ProcessingActivities,
  ProductGranule,
} from '../../../src/activities/contract.js';
import type { DataDay } from '../../../src/domain/data-day.js';
import { durationMs } from '../../../src/domain/duration.js';
import { granuleKey } from '../../../src/domain/granule.js';
import { workflowIds } from '../../../src/domain/ids.js';
import type { Mission } from '../../../src/domain/mission.js';
import { levelThatMakes, pdrBase, productName } from '../../../src/domain/product.js';
import { planInputs } from '../../../src/domain/readiness.js';

const PACE: Pace = { firstRetryMs: 1_000, attempts: 5, recheckMs: 60_000, heartbeatMs: 30_000 };
const PASSED = { verdict: 'Passed', explanation: 'Nothing was measured.', reasons: [] } as const;

type Activities = Pick<
  MainActivities,
  'openDay' | 'closeDay' | 'assessInputs' | 'stageLevel' | 'archiveProducts'
> &
  ProcessingActivities &
  Pick<DeliveryActivities, 'deliver' | 'settleDelivery'> &
  Partial<NoteActivities>;

/**
 * Activities that answer as those of a day do on which all goes well, and do nothing: no file, no ledger, no processor.
 * What is left of a product day is what the engine costs. L2 waits for the product of L1, and the PAN is a signal, as in life.
 */
export function nullActivities(mission: Mission, client: Client): Activities {
  const made = new Set<string>();
  return {
    async openDay({ day, at }): Promise<DayPlan> {
      return {
        levels: Object.keys(mission.levels).map((level) => taskOf(mission, day, level, at)),
        pace: PACE,
      };
    },
    closeDay: () => Promise.resolve(),
    async assessInputs({ task }) {
      const keys = task.inputs.rules.flatMap((rule) => rule.granules);
      const isHere = (key: string) =>
        levelThatMakes(mission, key.split('/')[0]!) === undefined || made.has(key);
      return { present: keys.filter(isHere) };
    },
    stageLevel: () => Promise.resolve({ inputs: 60, bytes: 0, digest: '0'.repeat(64) }),
    runProcessor: () => Promise.resolve({ elapsedMs: 0 }),
    assureQuality: () => Promise.resolve(PASSED),
    async archiveProducts({ task }) {
      const { mission: name, day, level } = task;
      const granules = productsOf(mission, task);
      const keys = granules.map(({ type }) => granuleKey({ type, day }));
      for (const key of keys) made.add(key);
      if (level === 'L1') {
        await client.workflow
          .getHandle(workflowIds.level(name, day, 'L2'))
          .signal('inputArchived', { granules: keys });
      }
      return granules;
    },
    async deliver({ day, level, version, serial, granules, workflowId }) {
      const pdr = pdrBase(mission, level, day, version, serial);
      await client.workflow.getHandle(workflowId).signal('panReceived', {
        message: pdr,
        pdr,
        form: 'short',
        disposition: 'SUCCESSFUL',
        files: [],
      });
      return { pdr, files: granules.length * 2, bytes: 0 };
    },
    settleDelivery: () => Promise.resolve(),
  };
}

function taskOf(mission: Mission, day: DataDay, level: string, at: number): LevelTask {
  const { version, run, qa } = mission.levels[level]!;
  const { expiry, panExpected, panLate } = mission.delivery;
  return {
    mission: mission.mission,
    day,
    level,
    version,
    inputs: planInputs(mission, level, day, at),
    pace: PACE,
    runAttempts: run.attempts,
    timeLimitMs: durationMs(run.timeLimit),
    suspect: qa.suspect,
    delivery: {
      expiryMs: durationMs(expiry),
      panExpectedMs: durationMs(panExpected),
      panLateMs: durationMs(panLate),
    },
  };
}

function productsOf(mission: Mission, { level, day, version }: LevelTask): ProductGranule[] {
  return mission.levels[level]!.products.filter((row) => row.count.min > 0).map((row) => {
    const path = `${level}/2026/01/${productName(row, { day, version })}`;
    return { type: row.type, fileType: row.fileType, files: [path, `${path}.met`] };
  });
}
