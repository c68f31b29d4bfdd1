import type { InterventionRow } from '../../ledger/schema.js';
import { csvLine } from './csv.js';

const COLUMNS = ['when', 'who', 'verb', 'day', 'level', 'why', 'detail', 'refused', 'workflow', 'id'];

/** The first line of the audit log as CSV: the names of its columns. */
export function interventionsCsvHead(): string {
  return csvLine(COLUMNS);
}

/** An intervention as a line of CSV; the time is ISO 8601 UTC. */
export function interventionCsv(row: InterventionRow): string {
  return csvLine([
    new Date(row.at).toISOString(),
    row.by,
    row.verb,
    row.day ?? '',
    row.level ?? '',
    row.why,
    detailText(row.detail),
    row.refused ?? '',
    row.workflowId,
    row.id,
  ]);
}

/** The detail of an intervention on one line: `what: failed; pdr: X`. */
export function detailText(detail: InterventionRow['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('; ');
}
