import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findVsftpd } from '../../src/adapters/ftp-server.js';
import type { FaultName } from '../../src/simulator/daac/faults.js';
import type { SimulatorOptions } from '../../src/simulator/program-options.js';
import { until } from './fixtures/bare-station.js';
import { DaacBench, DAY, DELAYS, FILES_OF_DAY, filesOf, MISSION_FILE, SCALE } from './fixtures/daac-bench.js';
import { transpiledSources, type TranspiledSources } from './fixtures/transpiled-sources.js';

describe.skipIf(findVsftpd() === undefined)('the simulated DAAC as a program', () => {
  let sources: TranspiledSources;
  let bench: DaacBench;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    sources = await transpiledSources(['simulator', 'adapters', 'domain', 'formats'], []);
  });
  afterAll(() => sources.remove());
  beforeEach(async () => {
    bench = await DaacBench.open();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await killed(child);
    await bench.close();
  });

  function run(options: Partial<SimulatorOptions> = {}): { child: ChildProcess; lines: string[] } {
    const { ftp, directories, smtp } = bench.partner;
    const whole: SimulatorOptions = {
      missionFile: MISSION_FILE,
      ftp,
      directories,
      smtp,
      days: [DAY],
      scale: SCALE,
      stateDirectory: bench.station.state,
      pollMs: 20,
      delays: DELAYS,
      ...options,
    };
    const program = join(sources.directory, 'simulator/main.js');
    const child = spawn(process.execPath, [program, JSON.stringify(whole)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    return { child, lines };
  }
  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  const has = (lines: string[], kind: string) => lines.some((line) => line.includes(`"kind":"${kind}"`));

  it('loses no file, notice or answer when it is killed again and again', async () => {
    const faults: FaultName[] = [
      'truncated-file',
      'dropped-connection',
      'wrong-size',
      'late-dn',
      'pan-failure-short',
    ];
    await bench.deliver('L1.1', 'MOP01');
    for (let kills = 0; kills < 6; kills++) {
      const { child, lines } = run({ faults });
      await until(() => lines.length > 10 + 5 * kills || has(lines, 'done'));
      await killed(child);
    }
    const { lines } = run({ faults });
    await until(() => has(lines, 'done'));
    await bench.deliver('L1.2', 'MOP01');
    await until(() => bench.ofKind('PAN').some(({ mail }) => mail.subject === 'L1.2'));

    expect(await bench.expectAsAnnounced()).toHaveLength(FILES_OF_DAY + 4);
    const answers = bench
      .ofKind('PAN')
      .flatMap(({ mail, message }) =>
        message.kind === 'PAN' && message.pan.form === 'short'
          ? [`${mail.subject} ${message.pan.disposition}`]
          : [],
      );
    // A kill between sending and recording makes a mail come twice, then under its first Message-ID.
    expect([...new Set(answers)]).toEqual(['L1.1 ECS INTERNAL ERROR', 'L1.2 SUCCESSFUL']);
    const ids = new Map(bench.station.arrivals.map((arrival) => [arrival.mail.messageId, arrival.mail.text]));
    for (const { mail } of bench.station.arrivals) expect(ids.get(mail.messageId)).toBe(mail.text);
    expect(new Set(bench.ofKind('DN').map(({ mail }) => mail.messageId)).size).toBe(16 + 1);
  });

  it('passes over the last line of its records where a crash tore it, and does that deed again', async () => {
    const first = run();
    await until(() => has(first.lines, 'done'));
    await killed(first.child);
    const path = join(bench.station.state, 'daac.jsonl');
    const records = await readFile(path, 'utf8');
    await writeFile(path, records.slice(0, records.length - 20));
    bench.station.arrivals.length = 0;

    const second = run();
    await until(() => has(second.lines, 'done'));
    expect(bench.station.arrivals).toHaveLength(1);
    expect(has(second.lines, 'log')).toBe(true);
    await killed(second.child);
    const third = run();
    await until(() => has(third.lines, 'done'));
    expect(bench.station.arrivals).toHaveLength(1);
    expect(filesOf(bench.station.arrivals[0]!)).toHaveLength(2);
  });

  it('ends with status 0 when its standard input ends, and on SIGTERM', async () => {
    const one = run();
    await until(() => has(one.lines, 'pushed'));
    one.child.stdin!.end();
    expect(await once(one.child, 'exit')).toEqual([0, null]);

    const other = run();
    await until(() => has(other.lines, 'pushed'));
    other.child.kill('SIGTERM');
    expect(await once(other.child, 'exit')).toEqual([0, null]);
  });

  it('ends while it waits for a station that is away', async () => {
    await rm(bench.station.state, { recursive: true, force: true });
    await bench.station.stopGateway();
    const { child, lines } = run();
    await until(() => lines.some((line) => line.includes('has to wait')));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await bench.station.startGateway();
  });
});
