import type { DataDay } from '../../domain/data-day.js';
import { gapsDuring } from '../../ledger/gaps.js';
import { listProcessorChoices } from '../../ledger/processor-choices.js';
import { auditedMissions, searchInterventions } from '../../ledger/read-interventions.js';
import { gapLines, interventionLines, processorLines } from '../words/decisions.js';
import type { Session } from './io.js';
import { reading } from './readings.js';

/** `interventions`: what operators did to days and orders, the newest first. */
export function interventions(
  session: Session,
  { day, limit }: { readonly day?: DataDay; readonly limit: number },
): Promise<number> {
  return reading(session, async ({ ledger, missionName }) => {
    const { rows } = await searchInterventions(ledger, auditedMissions(missionName), { day, limit });
    session.answer({ mission: missionName, interventions: rows }, () =>
      interventionLines(rows, session.style),
    );
  });
}

/** `gaps`: the known gaps, the oldest first. */
export function gaps(session: Session): Promise<number> {
  return reading(session, async ({ ledger, missionName }) => {
    const rows = await gapsDuring(ledger, missionName);
    session.answer({ mission: missionName, gaps: rows }, () => gapLines(rows, session.style));
  });
}

/** `processors`: the versions of the mission file, and what operators chose instead, the latest choice first. */
export function processors(session: Session): Promise<number> {
  return reading(session, async ({ ledger, missionName, mission, config }) => {
    const choices = await listProcessorChoices(ledger, missionName);
    const usual = Object.entries(mission?.levels ?? {}).map(([level, plan]) => ({
      level,
      version: config.processors.versions[level] ?? plan.version,
    }));
    session.answer({ mission: missionName, usual, choices }, () =>
      processorLines(usual, choices, session.style),
    );
  });
}
