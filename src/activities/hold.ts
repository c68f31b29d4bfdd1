import { durationMs } from '../domain/duration.js';
import { holdLevel, releaseLevel, upsertLevel } from '../ledger/levels.js';
import { dayRow } from '../ledger/days.js';
import { recordIntervention } from '../ledger/interventions.js';
import { upsertReceipt } from '../ledger/receipts.js';
import type { MainActivities, NoteActivities } from './contract.js';
import type { StationContext } from './context.js';
import { paceOf } from './level-task.js';
import { notify } from './notify.js';
import { writeProvenance } from './provenance.js';

/** Holds, where people look: the ledger, and one mail; their end, and what operators said. */
export function holdActivities(
  context: StationContext,
): Pick<MainActivities, 'announceHold' | 'announceRelease' | 'noteWaiting' | 'recordIntervention'> {
  const { ledger } = context;
  return {
    async announceHold(notice) {
      const { mission, code, sentence, details, at, until, thenWhat } = notice;
      if (notice.receiptKey !== undefined) {
        await upsertReceipt(
          ledger,
          { mission, key: notice.receiptKey },
          {
            state: 'held',
            since: at,
            heldCode: code,
            heldSentence: sentence,
            heldDetails: details,
          },
        );
      } else if (notice.day !== undefined && notice.level !== undefined && notice.stage !== 'receive') {
        const { day, level, stage } = notice;
        await holdLevel(
          ledger,
          { mission, day, level },
          { code, sentence, details, at, stage, until, thenWhat },
        );
      }
      await notify(context, {
        key: `${notice.workflowId}/${code}/${at}`,
        subject: `${notice.subject} is held: ${code}`,
        code,
        lines: [
          sentence,
          ...details.map((line) => `  - ${line}`),
          '',
          `Stage: ${notice.stage}. Since ${new Date(at).toISOString()}.`,
          `An operator can: ${notice.verbs.join(', ')}.`,
        ],
        about: notice.workflowId,
        at,
      });
    },

    async announceRelease({ mission, day, level, receiptKey, at }) {
      if (receiptKey !== undefined)
        await upsertReceipt(ledger, { mission, key: receiptKey }, { state: 'open', since: at });
      else if (day !== undefined && level !== undefined)
        await releaseLevel(ledger, { mission, day, level }, { at });
    },

    async noteWaiting({ mission, day, level, ...waiting }) {
      await upsertLevel(ledger, { mission, day, level }, { state: 'waiting', ...waiting });
    },

    async recordIntervention(intervention) {
      await recordIntervention(ledger, intervention);
      const { mission, day } = intervention;
      if (day === undefined) return;
      // The provenance of an open day is written by its stages; nothing else would add to that of a closed one.
      const row = await dayRow(ledger, { mission, day });
      if (row !== undefined && row.state !== 'open') await writeProvenance(context, day);
    },
  };
}

/** What workflows ask before they begin, as local activities. */
export function noteActivities(context: StationContext): NoteActivities {
  return {
    async sweepPause() {
      return { pauseMs: durationMs(context.mission.pickup.sweep) };
    },

    async receiptPatience() {
      const { receipt } = context.mission;
      return {
        ...paceOf(context),
        recheckMs: durationMs(receipt.recheck),
        reportMs: durationMs(receipt.report),
        patienceMs: durationMs(receipt.patience),
      };
    },
  };
}
