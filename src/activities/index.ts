import { archiveActivities } from './archive-products.js';
import { archiveInputActivities } from './archive-inputs.js';
import { assessActivities } from './assess.js';
import type {
  DeliveryActivities,
  MainActivities,
  NoteActivities,
  OperationsActivities,
  ProcessingActivities,
} from './contract.js';
import type { StationContext } from './context.js';
import { dayActivities } from './day.js';
import { decideActivities } from './decide-quality.js';
import { deliveryActivities } from './deliver.js';
import { digestActivities } from './digest.js';
import { holdActivities, noteActivities } from './hold.js';
import { operationsActivities } from './operations.js';
import { airborneActivities, orderActivities } from './orders/index.js';
import type { AirborneActivities, JobActivities, OrderActivities } from './orders/contract.js';
import { lineJobActivities } from './orders/line-job.js';
import { qualityActivities } from './quality.js';
import { receiveActivities } from './receive.js';
import { runActivities } from './run.js';
import { stageActivities } from './stage.js';
import { sweepActivities } from './sweep.js';

/** The activities of the main queue. Closing a delivery is persistent bookkeeping, so it runs here too. */
export function createMainActivities(
  context: StationContext,
): MainActivities & NoteActivities & DeliveryActivities & OperationsActivities & OrderActivities {
  return {
    ...dayActivities(context),
    ...assessActivities(context),
    ...stageActivities(context),
    ...decideActivities(context),
    ...archiveActivities(context),
    ...receiveActivities(context),
    ...archiveInputActivities(context),
    ...sweepActivities(context),
    ...digestActivities(context),
    ...holdActivities(context),
    ...noteActivities(context),
    ...operationsActivities(context),
    ...deliveryActivities(context),
    ...orderActivities(context),
  };
}

/** The activities of the processing queue. */
export function createProcessingActivities(
  context: StationContext,
): ProcessingActivities & AirborneActivities {
  return { ...runActivities(context), ...qualityActivities(context), ...airborneActivities(context) };
}

/** The activities of the queue of jobs. */
export function createJobActivities(context: StationContext): JobActivities {
  return lineJobActivities(context);
}

/** The activities of the delivery queue. */
export function createDeliveryActivities(context: StationContext): DeliveryActivities {
  return deliveryActivities(context);
}
