import type { OperationsActivities } from './contract.js';
import type { StationContext } from './context.js';
import { decisionActivities } from './decisions.js';
import { identifyActivities } from './identify.js';
import { rereadActivities } from './reread.js';

/** What operators decide for the mission as a whole. */
export function operationsActivities(context: StationContext): OperationsActivities {
  return { ...decisionActivities(context), ...identifyActivities(context), ...rereadActivities(context) };
}
