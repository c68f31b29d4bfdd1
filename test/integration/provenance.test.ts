import { createHash } from 'node:crypto';
import { copyFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { parsePcf } from '../../src/formats/pcf.js';
import { checkProv } from '../../src/formats/prov-check.js';
import type { ProvAttributes, ProvDocument } from '../../src/formats/prov.js';
import { startBoard } from '../../src/operator/board/board.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { expectAtRest } from '../support/day-complete.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const LEVELS = ['L1', 'L2'];
const WHY = 'EDOS lost the pass; it will not come.';

describe('the provenance of a day that was made without an input', PATIENT, () => {
  let missing = '';
  const station = useStation({
    days: [DAY],
    faults: ['missing-granule'],
    async prepare(home) {
      // The PCF goes with the staging directory: each processor leaves a copy of its own.
      for (const level of LEVELS) {
        const program = join(home, level, `proc-1.0/bin/${level}Processor`);
        await copyFile(program, `${program}.real`);
        await chmod(`${program}.real`, 0o755);
        const copy = `cp "$PGS_PC_INFO_FILE" '${pcfOf(home, level)}'`;
        await writeFile(program, `#!/bin/sh\n${copy}\nexec '${program}.real'\n`);
      }
    },
  });

  it('is written when the day is done, valid, and the same as command and board show', async () => {
    const level = await station().until('only what does not come is missing', async () => {
      const row = await station().level(DAY, 'L1');
      return row?.missing?.length === MISSING_GRANULES && row;
    });
    missing = level.missing![0]!;
    const id = workflowIds.level('mopitt', DAY, 'L1');
    await station().verb('proceed', id, { by: 'Ada Operator', why: WHY, without: level.missing });
    await station().dayDone(DAY);
    const text = await readFile(place(), 'utf8');
    expect(checkProv(JSON.parse(text))).toEqual([]);
    expect(await sipstream('provenance', DAY, '--json')).toEqual({ status: 0, out: text });
    const { ledger, mission, paths } = station();
    const board = await startBoard({
      ledger,
      mission,
      archive: paths.archive,
      station: () => undefined,
      host: '127.0.0.1',
      port: 0,
    });
    const answer = await fetch(`${board.url}/days/${DAY}/provenance.json`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.text()).toBe(text);
    expect((await fetch(`${board.url}/days/2001-01-01/provenance.json`)).status).toBe(404);
    await board.stop();
  });

  it('has the checksum of every file as it lies in the archive', async () => {
    const files = Object.entries((await document()).entity!).filter(([id]) => id.startsWith('id:file/'));
    const wrong: string[] = [];
    for (const [, entity] of files) {
      const bytes = await readFile(join(station().paths.archive, entity['prov:location'] as string));
      const md5 = createHash('md5').update(bytes).digest('hex');
      if (md5 !== entity['sips:md5'] || bytes.length !== entity['sips:bytes'])
        wrong.push(String(entity['prov:location']));
    }
    expect(wrong).toEqual([]);
    // Meteorology of the day after is among them.
    expect(files).toHaveLength((await station().rows('files')).length);
  });

  it.each(LEVELS)('names the inputs and parameters of %s that stood in the PCF', async (level) => {
    const pcf = parsePcf(await readFile(pcfOf(station().home, level), 'latin1'));
    const given = pcf.productInput.files.flatMap(({ name, met }) =>
      met === undefined ? [name] : [name, met],
    );
    const { hadMember, entity } = await document();
    const members = Object.values(hadMember!)
      .filter((member) => member['prov:collection'] === `id:inputs/${DAY}/${level}/1`)
      .map((member) => basename(entity![member['prov:entity'] as string]!['prov:location'] as string));
    expect(members.sort()).toEqual([...new Set(given)].sort());
    const { $ } = entity![`id:parameters/${DAY}/${level}/1`]!['prov:value'] as { $: string };
    expect(JSON.parse($)).toEqual(pcf.parameters);
  });

  it('leads from every product to the notices by which its inputs came', async () => {
    const all = await document();
    const origins = (id: string): string[] => [
      id,
      ...[all.wasGeneratedBy, all.used, all.wasDerivedFrom, all.hadMember].flatMap((relations) =>
        Object.values(relations ?? {}).flatMap((relation) => {
          const [from, to] = Object.values(relation) as string[];
          return from === id && to !== undefined && !id.startsWith('id:qa/') ? origins(to) : [];
        }),
      ),
    ];
    const reached = new Set(origins(`id:file/L2/2026/11/MOP02-20261120-L2V1.0.1.he5`));
    const notices = [...reached].filter((id) => id.startsWith('id:message/'));
    const receipts = await station().rows('receipts');
    const inputs = await station().rows('files', { kind: 'input' });
    const used = new Set(inputs.map(({ receiptKey }) => receiptKey));
    expect(notices).toHaveLength(receipts.filter(({ key }) => used.has(key)).length);
  });

  it('names the operator, why, and the missing granule', async () => {
    const { agent, activity, entity, wasAssociatedWith, wasInformedBy } = await document();
    expect(entity![`id:inputs/${DAY}/L1/1`]!['sips:without']).toContain(missing);
    const [id, said] = recordWith(activity!, 'sips:verb', 'proceed');
    expect(said).toMatchObject({ 'sips:why': WHY });
    const [operator] = recordWith(agent!, 'prov:label', 'Ada Operator');
    expect(Object.values(wasAssociatedWith!)).toContainEqual({ 'prov:activity': id, 'prov:agent': operator });
    expect(Object.values(wasInformedBy!)).toContainEqual({
      'prov:informed': `id:stage/${DAY}/L1/1`,
      'prov:informant': id,
    });
  });

  it('is told in words on a screen of 80 columns', async () => {
    const { status, out } = await sipstream('provenance', DAY, '--level', 'l1');
    expect(status).toBe(0);
    expect(out).toMatch(/! Without MOP00/);
    expect(out).toMatch(/proceed L1 by Ada Operator: EDOS lost the pass/);
    expect(out).toMatch(/Delivered as MOPITT_SIPS\.L1\.20261120\.V1\.0\.1\.001.*\n.*accepted/);
    expect(out).not.toMatch(/L2Processor/);
    // A path is for copying.
    expect(out.split('\n').filter((line) => line.length > 80 && !line.includes(station().home))).toEqual([]);
  });

  it('tells one product alone, and says what is no product and no day', async () => {
    const name = 'MOP02-20261120-L2V1.0.1.he5';
    const one = await sipstream('provenance', DAY, '--file', name);
    expect(one.out).toMatch(/MD5 [0-9a-f]{32}/);
    const part = JSON.parse(
      (await sipstream('provenance', DAY, '--file', name, '--json')).out,
    ) as ProvDocument;
    expect(checkProv(part)).toEqual([]);
    expect(Object.keys(part.activity!).some((id) => id.startsWith('id:delivery/'))).toBe(false);
    expect((await sipstream('provenance', DAY, '--file', 'nothing')).out).toMatch(
      /is no product of 2026-11-20/,
    );
    expect(await sipstream('provenance', '2001-01-01')).toMatchObject({ status: 1 });
  });

  it('leaves the station at rest', async () => {
    await station().release('missing-granule');
    await expectAtRest(station());
  });

  function place(): string {
    return join(station().paths.archive, `provenance/2026/11/${DAY}.json`);
  }

  async function document(): Promise<ProvDocument> {
    return JSON.parse(await readFile(place(), 'utf8')) as ProvDocument;
  }

  async function sipstream(...words: string[]): Promise<{ status: number; out: string }> {
    let out = '';
    const status = await runCommand(words, {
      stdout: (text) => (out += text),
      stderr: (text) => (out += text),
      isTerminal: false,
      environment: { SIPSTREAM_HOME: station().home, PATH: '' },
      now: Date.now,
    });
    return { status, out };
  }
});

/** The fault leaves out one granule. */
const MISSING_GRANULES = 1;

function pcfOf(home: string, level: string): string {
  return join(home, `${level}.pcf`);
}

function recordWith(
  records: Readonly<Record<string, ProvAttributes>>,
  attribute: string,
  value: string,
): [string, ProvAttributes] {
  const found = Object.entries(records).filter(([, record]) => record[attribute] === value);
  expect(found).toHaveLength(1);
  return found[0]!;
}
