import type {
  AirborneActivities,
  LineTask,
  OrderActivities,
  OrderTerms,
} from '../../src/activities/orders/contract.js';
import { anOrder, anOrderId } from '../support/orders.js';
import { FAR, PACE } from './pace.js';

/** The terms of an order that nothing hurries. */
export const TERMS: OrderTerms = {
  pace: PACE,
  reminderMs: FAR,
  expiryMs: FAR,
  attentionMs: FAR,
  retentionMs: FAR,
  retentionNoticeMs: FAR,
  lineGraceMs: FAR,
  linesAtOnce: 4,
  system: 'local',
};

/** What a line of the order of the tests does. */
export function lineTask(index: number, wishes: Partial<LineTask> = {}): LineTask {
  return {
    order: anOrderId,
    folder: '/nowhere',
    line: anOrder.lines[index]!,
    masking: 'all',
    pace: PACE,
    graceMs: FAR,
    system: 'local',
    ...wishes,
  };
}

/** The activities of orders, when all goes well. */
export function usualOfOrders(): OrderActivities & AirborneActivities {
  const nothing = () => Promise.resolve();
  return {
    openOrder: () => Promise.resolve(TERMS),
    tellOrder: nothing,
    writeToClient: nothing,
    announceOrderHold: nothing,
    announceOrderRelease: nothing,
    takeEquations: ({ order }) => Promise.resolve(order),
    takeDem: ({ order, dem }) => Promise.resolve({ ...order, dem }),
    prepareOrder: () => Promise.resolve({ folder: '/nowhere' }),
    giveUpProducts: () => Promise.resolve([]),
    removeOrder: nothing,
    findLostOrders: () => Promise.resolve([]),
    removeLostOrder: () => Promise.resolve(true),
    sweepUploads: () => Promise.resolve({ removed: 0, bytes: 0 }),
    makeDem: nothing,
    runLineStep: nothing,
    tidyLine: nothing,
    packOrder: () => Promise.resolve({ bytes: 1, entries: 1 }),
  };
}
