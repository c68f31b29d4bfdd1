import type { BoardApp, Kit } from '../kit.js';
import { Metrics } from '../metrics/metrics.js';

/** The figures of the station for Prometheus. */
export function metricsRoutes(app: BoardApp, kit: Kit): void {
  const metrics = new Metrics(kit);
  app.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );
}
