import { resolve } from 'node:path';
import { mailStore } from '../adapters/mail/mail-store.js';
import { OperationsError } from '../domain/failures.js';
import { messageRow } from '../ledger/messages.js';
import type { OperationsActivities } from './contract.js';
import type { StationContext } from './context.js';
import { Intake } from './intake.js';

/** Reread: a message that was set aside is acted on anew, after what was wrong is mended. */
export function rereadActivities(context: StationContext): Pick<OperationsActivities, 'rereadMessage'> {
  const { mission, ledger, paths } = context;
  return {
    async rereadMessage({ message: id, trust }) {
      const row = await messageRow(ledger, { mission: mission.mission, id });
      if (!row)
        throw new OperationsError('REFUSED', `There is no message ${id}; \`sipstream messages\` lists them.`);
      if (row.state !== 'quarantined')
        return `${row.kind} ${id} was ${row.state} already; nothing is done twice.`;
      const intake = new Intake(context, mailStore(paths.mail));
      return intake.reread(row, resolve(paths.home, row.path), trust === true);
    },
  };
}
