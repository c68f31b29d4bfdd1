import { missionContradictions } from '../../domain/mission-contradictions.js';
import { missionSchema, type Mission } from '../../domain/mission.js';
import type { StationConfig } from './config.js';
import { checked, problems, readYaml } from './yaml-file.js';

/** The mission as this station runs it: with the processor versions of its own configuration. */
export function asConfigured(mission: Mission, config: StationConfig): Mission {
  const levels = Object.entries(mission.levels).map(([name, plan]) => {
    const version = config.processors.versions[name];
    return [name, version === undefined ? plan : { ...plan, version }] as const;
  });
  return { ...mission, levels: Object.fromEntries(levels) };
}

/** Reads and checks a mission file; throws OperationsError STATION_CONFIG whose sentences name the lines. */
export async function readMission(path: string): Promise<Mission> {
  const file = await readYaml(path);
  const mission = checked(file, missionSchema);
  const contradictions = missionContradictions(mission);
  if (contradictions.length > 0) throw problems(file, contradictions);
  return mission;
}
