import { fileRoutes } from '../download/routes.js';
import type { FrontApp, FrontKit } from '../kit.js';
import { fault } from './answers.js';
import { orderRoutes } from './orders.js';
import { stepRoutes } from './steps.js';

/**
 * `/api`: everything that the pages do, for programs, with name and password each time (Basic) or, of one order, with the
 * key of a mail's link. What fails is told as `error`: its code, a sentence, and what to do next.
 */
export function apiRoutes(app: FrontApp, kit: FrontKit): void {
  orderRoutes(app, kit);
  stepRoutes(app, kit);
  fileRoutes(app, kit, '/api/orders/:id');
  app.all('/api/*', (context) => fault(kit, context, 'NOT_FOUND', 'There is nothing under this address.'));
}
