import { Gauge, type Registry } from 'prom-client';

/** Every figure of a station by its name, with what it says and its labels. The names are an interface: dashboards and rules use them. */
const GAUGES = {
  sipstream_station_running: { help: 'Whether the station runs (1) or not (0).', labels: [] },
  sipstream_days: { help: 'Product days by state.', labels: ['state'] },
  sipstream_levels: {
    help: 'Levels of product days by stage and state.',
    labels: ['level', 'stage', 'state'],
  },
  sipstream_holds: { help: 'What is held and waits for a person, by reason.', labels: ['of', 'reason'] },
  sipstream_oldest_hold_age_seconds: {
    help: 'How long the oldest hold has lasted; 0 when nothing is held.',
    labels: [],
  },
  sipstream_data_latency_seconds: {
    help: 'From the end of a product day to its acceptance, over the last 30 product days, those that were accepted anew left out.',
    labels: ['level', 'quantile'],
  },
  sipstream_data_latency_days: { help: 'How many product days the data latency is of.', labels: ['level'] },
  sipstream_x_rate: {
    help: 'Product days finished in the last 24 hours: days of data per day.',
    labels: [],
  },
  sipstream_receipts: { help: 'Receipts (files of a DN) that are open or held.', labels: ['state'] },
  sipstream_arrivals_waiting: {
    help: 'Files that DNs of open receipts name and that are not archived.',
    labels: [],
  },
  sipstream_strays: { help: 'Files of pickup that no DN explains.', labels: ['state'] },
  sipstream_messages: { help: 'Messages by state.', labels: ['state'] },
  sipstream_last_dn_received_timestamp_seconds: {
    help: 'When the last DN came, Unix time; absent when none has.',
    labels: [],
  },
  sipstream_pans_outstanding: { help: 'Deliveries whose PAN has not come.', labels: [] },
  sipstream_pans_late: { help: 'Deliveries whose PAN is later than the mission expects.', labels: [] },
  sipstream_oldest_outstanding_pan_age_seconds: {
    help: 'How long ago the oldest delivery without a PAN was delivered; 0 when there is none.',
    labels: [],
  },
  sipstream_orders: { help: 'Orders of flight lines by state.', labels: ['state'] },
  sipstream_order_products: {
    help: 'Products of orders that have not ended, by state.',
    labels: ['state'],
  },
  sipstream_orders_needing_person: {
    help: 'Orders that are held, need attention, or have a line that failed or that an operator has stopped.',
    labels: [],
  },
  sipstream_archive_files: { help: 'Files of the archive.', labels: ['kind'] },
  sipstream_archive_bytes: { help: 'Bytes of the archive.', labels: ['kind'] },
  sipstream_disk_available_bytes: {
    help: 'Room on the disk of a directory for the station.',
    labels: ['directory'],
  },
  sipstream_disk_size_bytes: { help: 'Size of the disk of a directory.', labels: ['directory'] },
} as const;

/** The name of a figure of the station. */
export type GaugeName = keyof typeof GAUGES;

/** The figures of one board. */
export class Gauges {
  private readonly made: ReadonlyMap<GaugeName, Gauge>;

  constructor(registry: Registry) {
    this.made = new Map(
      Object.entries(GAUGES).map(([name, { help, labels }]) => [
        name as GaugeName,
        new Gauge({ name, help, labelNames: [...labels], registers: [registry] }),
      ]),
    );
  }

  /** Forgets every value: what is not set anew is gone. */
  reset(): void {
    for (const gauge of this.made.values()) {
      gauge.reset();
      // A gauge without labels would come back as 0, and nothing is not 0.
      gauge.remove({});
    }
  }

  /** Sets a value. */
  set(name: GaugeName, value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.made.get(name)!.set(labels, value);
  }
}
