import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startBoard, type Board, type BoardOptions } from '../../src/operator/board/board.js';
import { recordMessage } from '../../src/ledger/messages.js';
import { describeLedgers } from '../support/ledgers.js';
import { fillLists } from './fixtures/lists-state.js';
import { NOW } from './fixtures/mission-state.js';
import { fillOrders } from './fixtures/orders-state.js';

const GRAFANA = new URL('../../deploy/grafana/', import.meta.url);
const hour = 3600;

describeLedgers('The metrics', (ledgers) => {
  let value: (name: string, labels?: Record<string, string>) => number | undefined;
  let text: string;
  let again: () => Promise<string>;
  /** The figures once there are orders, from a board that has read none before. */
  let withOrders: () => Promise<typeof value>;

  let board: Board;

  afterEach(() => board.stop());
  beforeEach(async () => {
    const ledger = await ledgers.open();
    const home = await mkdtemp(join(ledgers.directory(), 'home-'));
    const { mission, paths } = await fillLists(ledger, home);
    const options: BoardOptions = {
      ledger,
      mission,
      paths,
      archive: paths.archive,
      station: () => undefined,
      now: () => NOW,
      host: '127.0.0.1',
      port: 0,
    };
    board = await startBoard(options);
    const response = await fetch(`${board.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    text = await response.text();
    const valuesOf = (all: string): typeof value => {
      const samples = samplesOf(all);
      return (name, labels = {}) =>
        samples.find((one) => one.name === name && has(one.labels, labels))?.value;
    };
    value = valuesOf(text);
    withOrders = async () => {
      await fillOrders(ledger, join(home, 'orders'));
      const other = await startBoard(options);
      const answer = await (await fetch(`${other.url}/metrics`)).text();
      await other.stop();
      return valuesOf(answer);
    };
    again = async () => {
      await recordMessage(ledger, {
        mission: 'mopitt',
        id: '<new>',
        via: 'smtp',
        kind: 'DN',
        receivedAt: NOW,
        path: 'x',
        state: 'quarantined',
      });
      return (await fetch(`${board.url}/metrics`)).text();
    };
  });

  it('count what is in each state, and say 0 for a state that nothing is in', () => {
    expect(value('sipstream_days', { state: 'open' })).toBe(2);
    expect(value('sipstream_days', { state: 'done' })).toBe(1);
    expect(value('sipstream_days', { state: 'abandoned' })).toBe(0);
    expect(value('sipstream_levels', { level: 'L1', stage: 'run', state: 'running' })).toBe(1);
    expect(value('sipstream_receipts', { state: 'held' })).toBe(1);
    expect(value('sipstream_receipts', { state: 'open' })).toBe(0);
    expect(value('sipstream_arrivals_waiting')).toBe(1);
    expect(value('sipstream_strays', { state: 'unmatched' })).toBe(2);
    expect(value('sipstream_messages', { state: 'quarantined' })).toBe(1);
    expect(value('sipstream_station_running')).toBe(0);
    expect(value('sipstream_days', { mission: 'mopitt', state: 'open' })).toBe(2);
  });

  it('say what is held for which reason, and for how long', () => {
    expect(value('sipstream_holds', { of: 'level', reason: 'MISSING_INPUT' })).toBe(1);
    expect(value('sipstream_holds', { of: 'receipt', reason: 'FILE_INCOMPLETE' })).toBe(1);
    expect(value('sipstream_oldest_hold_age_seconds')).toBe(37 * hour + 18 * 60);
  });

  it('say how long data take, how many days are finished, and when the DAAC was last heard of', () => {
    expect(value('sipstream_data_latency_days', { level: 'L1' })).toBe(1);
    expect(value('sipstream_data_latency_seconds', { level: 'L1', quantile: '0.5' })).toBe(12 * hour);
    expect(value('sipstream_x_rate')).toBe(0);
    expect(value('sipstream_last_dn_received_timestamp_seconds')).toBe(
      Date.parse('2026-11-21T02:10:00Z') / 1000,
    );
    expect(value('sipstream_pans_outstanding')).toBe(0);
    expect(value('sipstream_oldest_outstanding_pan_age_seconds')).toBe(0);
  });

  it('say how much room there is, and how large the archive is', () => {
    for (const directory of ['archive', 'pickup', 'mail', 'overflow']) {
      const size = value('sipstream_disk_size_bytes', { directory })!;
      expect(size).toBeGreaterThan(0);
      expect(value('sipstream_disk_available_bytes', { directory })).toBeLessThanOrEqual(size);
    }
    expect(value('sipstream_disk_size_bytes', { directory: 'staging' })).toBeUndefined();
    expect(value('sipstream_archive_files', { kind: 'product' })).toBe(12);
    expect(value('sipstream_archive_bytes', { kind: 'product' })).toBe(6 * (184_332_114 + 4_800));
  });

  it('are read once for everybody who asks within a few seconds', async () => {
    const samples = samplesOf(await again());
    expect(samples.find((one) => one.name === 'sipstream_messages')?.value).toBe(1);
  });

  it('count orders only where there are some', async () => {
    expect(value('sipstream_orders', { state: 'processing' })).toBeUndefined();
    const other = await withOrders();
    expect(other('sipstream_orders', { state: 'processing' })).toBe(2);
    expect(other('sipstream_orders', { state: 'expired' })).toBe(0);
    expect(other('sipstream_order_products', { state: 'failed' })).toBe(2);
    expect(other('sipstream_order_products', { state: 'given up' })).toBe(0);
    expect(other('sipstream_orders_needing_person')).toBe(3);
    for (const reason of ['DEM_UNCOVERED', 'UNEXPECTED'])
      expect(other('sipstream_holds', { of: 'order', reason })).toBe(1);
  });

  it('are named as Prometheus wants it', () => {
    const names = new Set(samplesOf(text).map((one) => one.name));
    for (const name of names) expect(name).toMatch(/^(sipstream|process|nodejs)_[a-z0-9_]+$/);
    expect(names.has('process_resident_memory_bytes')).toBe(true);
  });

  it('have every figure that the dashboard and the alert rules name, and the dashboard shows every one', async () => {
    const dashboard = JSON.parse(
      await readFile(new URL('sipstream-dashboard.json', GRAFANA), 'utf8'),
    ) as Dashboard;
    const rules = await readRules();
    const shown = dashboard.panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr));
    const asked = new Set([...shown, ...rules.map((rule) => rule.expr)].flatMap(namesIn));
    const exported = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!));
    expect(asked.size).toBeGreaterThan(15);
    expect([...asked].filter((name) => !exported.has(name))).toEqual([]);
    const own = [...exported].filter((name) => name.startsWith('sipstream_'));
    expect(own.filter((name) => !shown.some((expr) => namesIn(expr).includes(name)))).toEqual([]);
  });
});

describe('The alert rules', () => {
  it('each say for whom, how bad it is, what it is and what to look at', async () => {
    const rules = await readRules();
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.alert).toMatch(/^Sipstream[A-Z]\w+$/);
      expect(['critical', 'warning', 'info']).toContain(rule.labels.severity);
      expect(rule.annotations.summary).toMatch(/\.$/);
      expect(rule.annotations.description).toMatch(/\.$/);
      expect(rule.for ?? '0s').toMatch(/^\d+[smhd]$/);
    }
  });
});

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}
interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** The samples of the text format. */
function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)!;
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
    });
}

function has(labels: Sample['labels'], wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** The figures of this station that an expression names. */
function namesIn(expression: string): string[] {
  return expression.match(/\b(?:sipstream|process|nodejs)_\w+/g) ?? [];
}

async function readRules(): Promise<Rule[]> {
  const text = await readFile(new URL('sipstream-alerts.yaml', GRAFANA), 'utf8');
  return (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
}
