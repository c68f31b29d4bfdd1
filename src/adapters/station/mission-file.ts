import { missionContradictions } from '../../domain/mission-contradictions.js';
import { missionSchema, type Mission } from '../../domain/mission.js';
import { checked, problems, readYaml } from './yaml-file.js';

/** Reads and checks a mission file; throws OperationsError STATION_CONFIG whose sentences name the lines. */
export async function readMission(path: string): Promise<Mission> {
  const file = await readYaml(path);
  const mission = checked(file, missionSchema);
  const contradictions = missionContradictions(mission);
  if (contradictions.length > 0) throw problems(file, contradictions);
  return mission;
}
