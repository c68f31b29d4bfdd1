/** The workflows of the station, as the worker bundles them. */
export { productDay } from './product-day.js';
export { level } from './level.js';
export { delivery } from './delivery.js';
export { receipt } from './receipt.js';
export { dailyDigest } from './digest.js';
export { openYesterday, sweep, sweepOrders } from './housekeeping.js';
export { operations } from './operations.js';
export { order } from './order.js';
export { flightLine } from './flight-line.js';
