import { collectDefaultMetrics, Registry } from 'prom-client';
import { SCOPS } from '../../../domain/scops/order-input.js';
import { stationDisks } from '../../../adapters/files/disk-space.js';
import { archiveFigures, watchedFigures, type WatchedFigures } from '../../../ledger/read-metrics.js';
import { openProductCounts, orderCounts } from '../../../ledger/read-orders.js';
import { ORDER_STANDINGS, PRODUCT_STANDINGS } from '../../words/orders.js';
import { isRunning } from '../../reading/status.js';
import type { Kit } from '../kit.js';
import { Gauges } from './gauges.js';

/** How long figures are given out again, milliseconds: several that watch cost one reading. */
const KEPT_MS = 5_000;
/** The size of the archive takes a look at an entry for each of its files. */
const ARCHIVE_KEPT_MS = 60_000;
/** The part of days that were faster; with the last one, the slowest. */
const QUANTILES = [0.5, 0.9, 0.99, 1] as const;

/** The figures of a board for Prometheus, in a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly gauges = new Gauges(this.registry);
  private readonly archive: () => ReturnType<typeof archiveFigures>;
  /** The text, with the figures of a moment. */
  readonly text: () => Promise<string>;

  constructor(private readonly kit: Kit) {
    this.registry.setDefaultLabels({ mission: kit.name });
    collectDefaultMetrics({ register: this.registry });
    this.archive = kept(ARCHIVE_KEPT_MS, () => archiveFigures(kit.ledger, kit.name));
    this.text = kept(KEPT_MS, () => this.read());
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private async read(): Promise<string> {
    const { kit, gauges } = this;
    const now = kit.now();
    const figures = await watchedFigures(kit.ledger, kit.name, now);
    const orders = await ordersNow(kit);
    const archive = await this.archive();
    const { paths } = kit.sources;
    const disks = paths ? await stationDisks(paths) : [];
    gauges.reset();
    this.states(figures);
    this.waiting(figures, now);
    this.latency(figures);
    if (orders) this.orders(orders, figures);
    for (const { kind, count, bytes } of archive) {
      gauges.set('sipstream_archive_files', count, { kind });
      gauges.set('sipstream_archive_bytes', bytes, { kind });
    }
    this.disks(disks);
    const station = kit.sources.station();
    gauges.set('sipstream_station_running', station !== undefined && isRunning(station) ? 1 : 0);
    return this.registry.metrics();
  }

  private disks(spaces: Awaited<ReturnType<typeof stationDisks>>): void {
    for (const { names, free, total } of spaces) {
      if (free === undefined || total === undefined) continue;
      for (const directory of names) {
        this.gauges.set('sipstream_disk_available_bytes', free, { directory });
        this.gauges.set('sipstream_disk_size_bytes', total, { directory });
      }
    }
  }

  private states(figures: WatchedFigures): void {
    const { gauges } = this;
    // A state that nothing is in is 0, and not absent: rules compare with it.
    const every = (name: Parameters<Gauges['set']>[0], states: readonly string[], counted: Counted) => {
      for (const state of states)
        gauges.set(name, counted.find((one) => one.state === state)?.count ?? 0, { state });
    };
    every('sipstream_days', ['open', 'done', 'abandoned'], figures.days);
    every('sipstream_strays', ['unmatched', 'unannounced'], figures.strays);
    every('sipstream_receipts', ['open', 'held'], entries(figures.receipts));
    every('sipstream_messages', ['quarantined', 'kept', 'acted', 'recorded'], entries(figures.messages));
    for (const { level, stage, state, count } of figures.levels)
      gauges.set('sipstream_levels', count, { level, stage, state });
    gauges.set('sipstream_arrivals_waiting', figures.arrivalsWaiting);
    gauges.set('sipstream_x_rate', figures.finished);
    if (figures.lastDn !== undefined)
      gauges.set('sipstream_last_dn_received_timestamp_seconds', figures.lastDn / 1000);
  }

  private waiting({ holds, pans }: WatchedFigures, now: number): void {
    const { gauges } = this;
    for (const { of, code, count } of holds) gauges.set('sipstream_holds', count, { of, reason: code });
    gauges.set(
      'sipstream_oldest_hold_age_seconds',
      ageSeconds(
        holds.map((hold) => hold.since),
        now,
      ),
    );
    gauges.set('sipstream_pans_outstanding', pans.outstanding);
    gauges.set('sipstream_pans_late', pans.late);
    gauges.set(
      'sipstream_oldest_outstanding_pan_age_seconds',
      ageSeconds(pans.since === undefined ? [] : [pans.since], now),
    );
  }

  private orders({ counts, products }: OrdersNow, { holds }: WatchedFigures): void {
    const { gauges } = this;
    for (const state of Object.keys(ORDER_STANDINGS) as (keyof typeof ORDER_STANDINGS)[])
      gauges.set('sipstream_orders', counts[state] ?? 0, { state });
    for (const state of Object.keys(PRODUCT_STANDINGS) as (keyof typeof PRODUCT_STANDINGS)[])
      gauges.set('sipstream_order_products', products[state] ?? 0, { state });
    const needing = holds.filter(({ of }) => of === 'order').reduce((sum, { count }) => sum + count, 0);
    gauges.set('sipstream_orders_needing_person', needing);
  }

  private latency({ latencies }: WatchedFigures): void {
    for (const level of Object.keys(this.kit.mission.levels)) {
      const sorted = latencies
        .filter((one) => one.level === level)
        .map((one) => one.ms)
        .sort((a, b) => a - b);
      this.gauges.set('sipstream_data_latency_days', sorted.length, { level });
      if (sorted.length === 0) continue;
      for (const quantile of QUANTILES) {
        const ms = sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)]!;
        this.gauges.set('sipstream_data_latency_seconds', ms / 1000, { level, quantile: String(quantile) });
      }
    }
  }
}

type OrdersNow = NonNullable<Awaited<ReturnType<typeof ordersNow>>>;

/** The figures of orders; undefined where none are taken and there are none. */
async function ordersNow({ ledger, sources }: Kit) {
  const counts = await orderCounts(ledger, SCOPS);
  if (sources.orders !== true && Object.keys(counts).length === 0) return undefined;
  const products = await openProductCounts(ledger, SCOPS);
  return { counts, products };
}

type Counted = readonly { readonly state: string; readonly count: number }[];

function entries(counts: Readonly<Partial<Record<string, number>>>): Counted {
  return Object.entries(counts).map(([state, count]) => ({ state, count: count ?? 0 }));
}

function ageSeconds(since: readonly number[], now: number): number {
  return since.length === 0 ? 0 : Math.max(0, (now - Math.min(...since)) / 1000);
}

/** Reads once for everybody who asks within a time. What failed is not kept. */
function kept<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (value !== undefined && performance.now() < until) return value;
    until = performance.now() + ms;
    const reading = read();
    value = reading;
    reading.catch(() => {
      if (value === reading) value = undefined;
    });
    return reading;
  };
}
