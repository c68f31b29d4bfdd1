import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScheduleNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/operator/cli/program.js';
import { ensureSchedules } from '../../src/operator/up/schedules.js';
import { PATIENT, useStation } from '../support/station.js';

/** Far from now: only the test starts the schedule. */
const HOUR = (new Date().getUTCHours() + 12) % 24;

describe('the digest of a station that opens its days by itself', PATIENT, () => {
  const station = useStation({
    days: [],
    mission: { day: '{ patience: 2h, opensAt: "06:00" }' },
    async prepare(home) {
      const path = join(home, 'station.yaml');
      const digest = `digest: "${String(HOUR).padStart(2, '0')}:00"`;
      await writeFile(path, (await readFile(path, 'utf8')).replace('mail: {', `mail: { ${digest},`));
    },
  });
  const schedule = () => station().client.schedule.getHandle('mopitt/digest');

  it('has a schedule, at the time of the configuration', async () => {
    const { spec, action } = await schedule().describe();
    expect(spec.calendars).toMatchObject([{ hour: [{ start: HOUR }], minute: [{ start: 0 }] }]);
    expect(action).toMatchObject({ workflowType: 'dailyDigest', args: [{ mission: 'mopitt' }] });
  });

  it('is mailed when the schedule starts it', async () => {
    await schedule().trigger();
    const mail = await station().oneMail('Digest');
    expect(mail.subject).toMatch(/^\[MOPITT\] Digest \d{4}-\d\d-\d\d: nothing is held, 0 levels accepted$/);
    expect(mail.text).toMatch(/Disks\n {2}\S+ \w+ of \S+ \w+ free/);
  });

  it('is mailed at once when an operator asks for it, and once for one time', async () => {
    const [first, second] = [
      await sipstream('digest', '--day', '2026-01-01', '--mail'),
      await sipstream('digest', '--day', '2026-01-01', '--mail'),
    ];
    expect(first.out).toMatch(/^Mailed: Digest 2026-01-02: /);
    expect(second.out).toContain('has been mailed before');
    await station().oneMail('Digest 2026-01-02');
  });

  it('is printed without being mailed', async () => {
    const before = (await station().mails()).length;
    const { out } = await sipstream('digest', '--since', '2h');
    expect(out).toMatch(/^mopitt, \d{4}-\d\d-\d\d \d\d:\d\d to /);
    expect((await station().mails()).length).toBe(before);
  });

  it('stands beside what `status` says of workers and disks', async () => {
    const health = async () => {
      const { out } = await sipstream('status', '--json');
      return (JSON.parse(out) as { health: { workers: unknown; disks: unknown[] } }).health;
    };
    await expect
      .poll(async () => (await health()).workers)
      .toEqual(
        ['sipstream', 'sipstream-processing', 'sipstream-jobs', 'sipstream-delivery'].map((queue) => ({
          queue,
          workers: 1,
          backlog: 0,
        })),
      );
    expect((await health()).disks.length).toBeGreaterThan(0);
  });

  it('moves with the configuration, and goes when it says never', async () => {
    const { client, mission } = station();
    await ensureSchedules(client, mission, '05:30');
    await station().until('the schedule has moved', async () => {
      const { spec } = await schedule().describe();
      return spec.calendars?.[0]?.minute?.[0]?.start === 30;
    });
    for (let time = 0; time < 2; time += 1) await ensureSchedules(client, mission, null);
    await expect(schedule().describe()).rejects.toThrow(ScheduleNotFoundError);
  });

  async function sipstream(...words: string[]): Promise<{ status: number; out: string }> {
    let out = '';
    const status = await runCommand(words, {
      stdout: (text) => (out += text),
      stderr: (text) => (out += text),
      isTerminal: false,
      environment: { SIPSTREAM_HOME: station().home, PATH: '' },
      now: Date.now,
    });
    return { status, out: out.replace(/\n(?! )/g, words.includes('--json') ? '\n' : ' ').trimEnd() };
  }
});
