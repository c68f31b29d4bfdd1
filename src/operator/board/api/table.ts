import { DAY_ROUTES } from './day-routes.js';
import { EXCHANGE_ROUTES } from './exchange-routes.js';
import { ORDER_ROUTES } from './order-routes.js';
import type { ApiRoute } from './route.js';

/** Every address of the API that answers with data. Its document, its page and its tests are made of this table. */
export const API_ROUTES: readonly ApiRoute[] = [...DAY_ROUTES, ...EXCHANGE_ROUTES, ...ORDER_ROUTES];
