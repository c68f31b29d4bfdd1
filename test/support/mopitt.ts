import { fileURLToPath } from 'node:url';
import { readMission } from '../../src/adapters/station/mission-file.js';
import type { Mission } from '../../src/domain/mission.js';

/** The mission file that the package comes with. */
export const MOPITT_FILE = fileURLToPath(new URL('../../missions/mopitt/mission.yaml', import.meta.url));

/** The same mission with the short patience of the demo. */
export const DEMO_FILE = fileURLToPath(new URL('../../missions/mopitt/demo.yaml', import.meta.url));

/** The mission as operations run it. */
export function mopitt(): Promise<Mission> {
  return readMission(MOPITT_FILE);
}
