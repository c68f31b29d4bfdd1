import { workflowInfo } from '@temporalio/workflow';
import type { DigestSent } from '../formats/digest.js';
import { FIRST_PACE, persistentActivities } from './proxies.js';
import { nominalTime } from './schedule-time.js';

/**
 * Mails the digest of the station: the daily one when a schedule starts it, or one that an operator asked for, with the
 * time that it covers (epoch milliseconds).
 */
export async function dailyDigest(input: {
  mission: string;
  from?: number;
  to?: number;
}): Promise<DigestSent> {
  const { mission, from, to = nominalTime(workflowInfo()) } = input;
  return persistentActivities(FIRST_PACE, 'mail').sendDigest({
    mission,
    to,
    ...(from !== undefined && { from }),
  });
}
