import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendMail } from '../../src/adapters/mail/send-mail.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { stationPaths, readConfig } from '../../src/adapters/station/config.js';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import type { Mission } from '../../src/domain/mission.js';
import { checksumOf } from '../../src/simulator/daac/checksum.js';
import { dnNotice } from '../../src/simulator/daac/notices.js';
import { DAAC_ADDRESS, STATION_ADDRESS } from '../../src/simulator/daac/options.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import type { InputFile, InputGranule } from '../../src/simulator/instrument/input.js';
import { SLOTS } from '../../src/simulator/instrument/slots.js';
import { receipts as wanted } from './support/amounts.js';
import { cpuTimes } from './support/cpu.js';
import { reportCpu } from './support/day-figures.js';
import { countHistories } from './support/histories.js';
import { report } from './support/report.js';
import { inCheckout, newHome, startBenchStation, type BenchStation } from './support/station.js';

const MISSION_FILE = inCheckout('test/bench/mission-receipts.yaml');
const SCALE = 0.005;

/** The DN of one slot, and the mail that brings it. */
interface Announcement {
  readonly subject: string;
  readonly text: string;
}

describe('receipts', () => {
  const announcements: Announcement[] = [];
  let files = 0;
  let bytes = 0;
  let mission: Mission;
  let running: BenchStation;

  beforeAll(async () => {
    mission = await readMission(MISSION_FILE);
    const home = await newHome();
    const { pickup } = stationPaths(home, await readConfig(home));
    await mkdir(pickup, { recursive: true });
    for (const granules of slots(mission, wanted)) {
      for (const file of granules.flatMap((granule) => granule.files)) {
        await writeFile(join(pickup, file.name), Buffer.concat([...file.content()]));
        files += 1;
        bytes += file.size;
      }
      announcements.push(announcementOf(granules, pickup));
    }
    running = await startBenchStation(home, MISSION_FILE);
  });

  afterAll(() => running?.stop());

  it('are archived as fast as their DNs come', async () => {
    const { station, client, processes } = running;
    const of = `Receipts (DN of one slot: 5 granules, ${files / wanted} files, ${Math.round(bytes / wanted / 1000)} kB, already in pickup)`;
    const before = cpuTimes(processes);
    const start = performance.now();
    for (const mail of announcements) {
      await sendMail({
        ...station.file.smtp!,
        from: DAAC_ADDRESS,
        to: STATION_ADDRESS,
        messageId: `<${randomUUID()}@simulator.localhost>`,
        ...mail,
      });
    }
    const mailed = performance.now() - start;
    const ids = await receiptIds(wanted);
    const outcomes = await Promise.all(ids.map((id) => client.workflow.getHandle(id).result()));
    const elapsed = performance.now() - start;
    const after = cpuTimes(processes);

    expect(outcomes).toEqual(announcements.map(() => 'done'));
    const counts = await countHistories(client, ids);
    report(of, `receipts a second (${wanted} DNs)`, ((wanted / elapsed) * 1000).toFixed(2));
    report(of, 'files a second', ((files / elapsed) * 1000).toFixed(0));
    report(
      of,
      'time until every DN was taken by SMTP',
      `${(mailed / 1000).toFixed(2)} of ${(elapsed / 1000).toFixed(2)} s`,
    );
    report(
      of,
      'activities a receipt',
      `${(counts.activities / wanted).toFixed(1)} (and ${(counts.localActivities / wanted).toFixed(1)} local)`,
    );
    for (const [name, { count, waited, worked }] of counts.byActivity) {
      const mean = (sum: number) => `${(sum / count).toFixed(0)} ms`.padStart(8);
      report(of, `  ${name}`, `${mean(worked)} at work,${mean(waited)} in the queue`);
    }
    reportCpu(of, wanted, before, after, 'receipt');
    expect(counts.activities / wanted).toBeLessThanOrEqual(4);
  });

  /** The workflows of the receipts, as soon as the gateway has started all of them. */
  async function receiptIds(count: number): Promise<string[]> {
    for (;;) {
      const rows = await running.station.ledger.db
        .selectFrom('messages')
        .select(['about', 'state'])
        .where('kind', '=', 'DN')
        .execute();
      expect(rows.filter((row) => row.state === 'quarantined')).toEqual([]);
      const keys = rows.filter((row) => row.state === 'acted').map((row) => row.about!);
      if (keys.length === count) return keys.map((key) => `${mission.mission}/receipt/${key}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

/** The granules of so many two-hour slots, from one day to the next. */
function slots(mission: Mission, count: number): InputGranule[][] {
  const found: InputGranule[][] = [];
  for (let day = dataDay('2026-01-01'); found.length < count; day = addDays(day, 1)) {
    const { granules } = makeDay({ mission, day, scale: SCALE });
    found.push(...SLOTS.map((slot) => granules.filter((granule) => granule.slot === slot)));
  }
  return found.slice(0, count);
}

function announcementOf(granules: readonly InputGranule[], pickup: string): Announcement {
  return dnNotice({
    granules: granules.map(({ ur, type, versionId, files }) => ({
      ur,
      shortName: type,
      versionId,
      files: files.map((file) => ({ name: file.name, size: file.size, ...sumOf(file) })),
    })),
    ftpHost: 'localhost',
    ftpDir: pickup,
    userString: 'BENCHMARK',
    at: Date.now(),
  });
}

function sumOf(file: InputFile): { cksumType?: 'MD5' | 'CKSUM'; cksumValue?: string } {
  if (file.name.endsWith('.met')) return {};
  const { type, value } = checksumOf(file.content(), file.name.endsWith('.PDS') ? 'CKSUM' : 'MD5');
  return { cksumType: type, cksumValue: value };
}
