import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { digestFile } from '../adapters/files/digest.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { linkMany } from '../adapters/files/link-many.js';
import { removeTree } from '../adapters/files/move.js';
import { durationText } from '../domain/duration.js';
import { OperationsError } from '../domain/failures.js';
import { pdrBase } from '../domain/product.js';
import { STAGE_SENTENCES } from '../domain/stage-words.js';
import { checkPdr, emitPdr, type Pdr, type PdrFileSpec } from '../formats/pdr.js';
import { deliveryByPdr, latestDelivery, upsertDelivery } from '../ledger/deliveries.js';
import { filesByPath } from '../ledger/files.js';
import { endStage, upsertLevel } from '../ledger/levels.js';
import type { DeliveryActivities, DeliveryTask, LevelKey, ProductGranule } from './contract.js';
import type { StationContext } from './context.js';
import { notify } from './notify.js';
import { writeProvenance } from './provenance.js';
import { beginStage, recordedStage } from './stage-record.js';

/** Deliver, await PAN: products and PDR on the delivery disk, and their removal when the DAAC has accepted. */
export function deliveryActivities(context: StationContext): DeliveryActivities {
  const { mission, ledger, paths } = context;
  const key = (of: { day: DeliveryTask['day']; level: string }) => ({
    mission: mission.mission,
    day: of.day,
    level: of.level,
  });
  return {
    async deliver(input) {
      return recordedStage(
        context,
        input,
        'deliver',
        STAGE_SENTENCES.deliver(),
        async () => {
          const { base, serial } = await unusedName(context, input);
          const directory = join(paths.delivery, base);
          const row = {
            attempt: serial,
            directory,
            deliveredAt: input.at,
            workflowId: input.workflowId,
            files: input.granules.map((granule) => ({
              type: granule.type,
              files: granule.files.map((path) => basename(path)),
            })),
          };
          await upsertDelivery(ledger, { ...key(input), pdr: base }, { ...row, state: 'preparing' });
          const { pdr, bytes } = await assemble(context, input, base, directory).catch((error: unknown) =>
            rethrowIo(error, 'the delivery directory'),
          );
          await writeFileAtomic(join(paths.delivery, `${base}.PDR`), pdr).catch((error: unknown) =>
            rethrowIo(error, 'the delivery directory'),
          );
          await upsertDelivery(
            ledger,
            { ...key(input), pdr: base },
            {
              ...row,
              state: 'waiting',
              panExpectedAt: context.now() + input.times.panExpectedMs,
            },
          );
          return {
            pdr: base,
            files: input.granules.reduce((sum, granule) => sum + granule.files.length, 0),
            bytes,
          };
        },
        ({ pdr }) => ({
          stage: 'await PAN',
          state: 'waiting',
          sentence: `It waits for the PAN of ${pdr}.`,
          until: context.now() + input.times.panExpectedMs,
          thenWhat: 'the DAAC is asked by mail',
        }),
      );
    },

    async settleDelivery({ pdrs: known, accepted, state, at, ...of }) {
      const pdrs = await withUnfinished(ledger, key(of), known);
      if (state === 'accepted') {
        const stage = await beginStage(context, key(of), 'accepted', {});
        await removeDelivered(paths.delivery, pdrs);
        for (const pdr of pdrs) {
          const isAccepted = accepted.includes(pdr);
          await upsertDelivery(
            ledger,
            { ...key(of), pdr },
            {
              state: isAccepted ? 'accepted' : 'superseded',
              endedAt: at,
              ...(isAccepted && { disposition: 'SUCCESSFUL' }),
            },
          );
        }
        await endStage(ledger, stage, {
          at: context.now(),
          outcome: 'ok',
          level: {
            stage: 'accepted',
            state: 'done',
            since: at,
            doneAt: at,
            sentence: 'The DAAC has accepted every granule.',
            until: null,
            thenWhat: null,
          },
        });
      } else {
        await removeDelivered(paths.delivery, pdrs);
        for (const pdr of pdrs)
          await upsertDelivery(ledger, { ...key(of), pdr }, { state: 'abandoned', endedAt: at });
        await upsertLevel(ledger, key(of), {
          state: 'abandoned',
          since: at,
          sentence: 'Its delivery was given up.',
          until: null,
          thenWhat: null,
        });
      }
      await writeProvenance(context, of.day);
    },

    async chasePan({ pdr, deliveredAt, at, late, until, ...of }) {
      await notify(context, {
        key: `${mission.mission}/pan-late/${pdr}`,
        subject: `no PAN yet for ${pdr}`,
        lines: [
          `The PDR ${pdr} was delivered ${new Date(deliveredAt).toISOString()}, ${durationText(late)} ago, and neither PAN nor PDRD has come.`,
          `Please say whether it was seen. It stands in ${join(paths.delivery, `${pdr}.PDR`)}.`,
        ],
        alsoTo: context.config.mail.daac,
        at,
      });
      await upsertLevel(ledger, key(of), {
        until,
        thenWhat: 'it holds, and operators are told',
        sentence: `The PAN of ${pdr} is late; the DAAC was asked.`,
      });
    },

    async recordAnswer({ pdr, state, disposition, ...of }) {
      await upsertDelivery(ledger, { ...key(of), pdr }, { state, disposition });
    },
  };
}

/** A delivery that was given up while its PDR was being made doesn't know the name of it; the ledger does. */
async function withUnfinished(
  ledger: StationContext['ledger'],
  key: LevelKey,
  known: readonly string[],
): Promise<readonly string[]> {
  const latest = await latestDelivery(ledger, key);
  const unfinished = latest && latest.endedAt === undefined && !known.includes(latest.pdr);
  return unfinished ? [...known, latest.pdr] : known;
}

/** The PDRs go first: a DAAC that polls at this moment must not find a PDR without its files. */
async function removeDelivered(directory: string, pdrs: readonly string[]): Promise<void> {
  const leftovers = await readdir(directory).catch(() => []);
  for (const pdr of pdrs) {
    await rm(join(directory, `${pdr}.PDR`), { force: true });
    await removeTree(join(directory, pdr));
    // What a killed attempt had begun to write under a temporary name.
    for (const name of leftovers.filter((entry) => entry.startsWith(`.${pdr}.PDR.`))) {
      await rm(join(directory, name), { force: true });
    }
  }
}

/**
 * The name of this attempt's PDR. A DAAC ignores a name that it has seen, so a name of an earlier delivery of the day,
 * one that was given up for example, is passed over; the attempt's own, from before a kill, is found again by its time.
 */
async function unusedName(
  { mission, ledger }: StationContext,
  input: DeliveryTask,
): Promise<{ base: string; serial: number }> {
  for (let serial = input.serial; ; serial += 1) {
    const base = pdrBase(mission, input.level, input.day, input.version, serial);
    const known = await deliveryByPdr(ledger, mission.mission, base);
    if (!known || known.deliveredAt === input.at) return { base, serial };
  }
}

/** Products in the delivery directory, and the text of a PDR that the DAAC's own rules find nothing wrong with. */
async function assemble(
  context: StationContext,
  input: Parameters<DeliveryActivities['deliver']>[0],
  base: string,
  directory: string,
): Promise<{ pdr: string; bytes: number }> {
  const { mission, config } = context;
  const { correction = {} } = input;
  const root = correction.DIRECTORY_ID ?? config.ftp.deliveryDirectory;
  const seenAs = root === undefined ? directory : `${root.replace(/\/+$/, '')}/${base}`;
  const recorded = new Map(
    (
      await filesByPath(
        context.ledger,
        mission.mission,
        input.granules.flatMap((granule) => granule.files),
      )
    ).map((row) => [row.archivePath, row.md5]),
  );
  let bytes = 0;
  const groups: Pdr['groups'][number][] = [];
  for (const granule of input.granules) {
    const files: PdrFileSpec[] = [];
    for (const path of granule.files) {
      const spec = await specOf(context, path, seenAs, granule, recorded.get(path));
      bytes += spec.fileSize;
      files.push(spec);
    }
    groups.push({
      dataType: granule.type,
      dataVersion: correction.DATA_VERSION ?? mission.dataVersion,
      nodeName: correction.NODE_NAME ?? mission.nodeName,
      files,
    });
  }
  await linkMany(
    input.granules.flatMap(({ files }) =>
      files.map((path) => ({
        from: join(context.paths.archive, path),
        to: join(directory, basename(path)),
      })),
    ),
    { sourcesAreFlushed: true },
  );
  const pdr: Pdr = {
    originatingSystem: correction.ORIGINATING_SYSTEM ?? mission.originatingSystem,
    totalFileCount: groups.reduce((sum, group) => sum + group.files.length, 0),
    expirationTime:
      correction.EXPIRATION_TIME ??
      new Date(input.at + input.times.expiryMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    groups,
  };
  const findings = checkPdr(pdr);
  if (findings.length > 0) {
    throw new OperationsError(
      'PDR_INVALID',
      `${base}.PDR would be refused by the DAAC: ${findings.length} problems.`,
      findings.map((finding) => `${finding.file ?? 'PDR'}: ${finding.problem} (${finding.disposition})`),
    );
  }
  return { pdr: emitPdr(pdr), bytes };
}

async function specOf(
  context: StationContext,
  path: string,
  seenAs: string,
  granule: ProductGranule,
  recordedMd5: string | undefined,
): Promise<PdrFileSpec> {
  const from = join(context.paths.archive, path);
  const name = basename(path);
  const found = await stat(from).catch(() => undefined);
  if (!found)
    throw new OperationsError('INPUT_VANISHED', `${path} was archived and is gone; it cannot be delivered.`, [
      path,
    ]);
  const md5 = recordedMd5 ?? (await digestFile(from, { algorithms: ['md5'] })).md5!;
  return {
    directoryId: seenAs,
    fileId: name,
    fileType: name.endsWith('.met') ? 'METADATA' : granule.fileType,
    fileSize: found.size,
    cksumType: 'MD5',
    cksumValue: md5,
  };
}
