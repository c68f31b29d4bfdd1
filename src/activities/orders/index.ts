import type { StationContext } from '../context.js';
import { choiceActivities } from './choices.js';
import { clientMailActivities } from './client-mail.js';
import type { AirborneActivities, OrderActivities } from './contract.js';
import { elevationActivities } from './elevations.js';
import { lineStepActivities } from './line-step.js';
import { lostActivities } from './lost.js';
import { newsActivities } from './news.js';
import { openActivities } from './open.js';
import { packingActivities } from './packing.js';
import { prepareActivities } from './prepare.js';
import { removalActivities } from './removal.js';
import { uploadActivities } from './uploads.js';

/** The light activities of orders. */
export function orderActivities(context: StationContext): OrderActivities {
  return {
    ...openActivities(context),
    ...newsActivities(context),
    ...clientMailActivities(context),
    ...choiceActivities(context),
    ...prepareActivities(context),
    ...removalActivities(context),
    ...lostActivities(context),
    ...uploadActivities(context),
  };
}

/** The programs of the airborne chain. */
export function airborneActivities(context: StationContext): AirborneActivities {
  return {
    ...elevationActivities(context),
    ...lineStepActivities(context),
    ...packingActivities(context),
  };
}
