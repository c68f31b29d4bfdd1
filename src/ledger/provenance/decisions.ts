import type { ProvBuilder } from '../../formats/prov-builder.js';
import { jsonLiteral, provTime, qualified } from '../../formats/prov.js';
import type { InterventionRow } from '../schema.js';
import type { ProvenanceFacts } from './facts.js';
import { provNames } from './names.js';

/** What operators did, decided against the rules, and know of the instrument: who, why and when. */
export function addDecisions(prov: ProvBuilder, facts: ProvenanceFacts): void {
  const { record } = facts;
  for (const said of [...facts.receiptInterventions, ...record.interventions]) addIntervention(prov, said);
  for (const level of record.levels) {
    for (const override of level.overrides ?? []) {
      const id = prov.entity(provNames.decision(level, override.verb, override.at), {
        'prov:type': qualified('sips:Override'),
        'prov:label': override.what,
        'sips:level': level.level,
        'sips:edition': level.edition,
        'sips:verb': override.verb,
        'sips:why': override.why,
        'sips:decidedAt': provTime(override.at),
      });
      prov.relate('wasAttributedTo', id, addOperator(prov, override.by));
      const said = record.interventions.find(
        (row) => row.verb === override.verb && row.at === override.at && row.level === level.level,
      );
      if (said) prov.relate('wasGeneratedBy', id, provNames.intervention(said.id));
    }
  }
  for (const gap of facts.gaps) {
    const id = prov.entity(provNames.gap(gap.id), {
      'prov:type': qualified('sips:KnownGap'),
      'prov:label': `known gap: ${gap.why}`,
      'sips:from': provTime(gap.fromAt),
      'sips:to': provTime(gap.toAt),
      'sips:dataType': gap.types,
      'sips:why': gap.why,
      'sips:decidedAt': provTime(gap.at),
    });
    prov.relate('wasAttributedTo', id, addOperator(prov, gap.by));
  }
}

function addIntervention(prov: ProvBuilder, said: InterventionRow): void {
  const id = prov.activity(provNames.intervention(said.id), {
    'prov:type': qualified('sips:Intervention'),
    'prov:label': [said.verb, said.level, 'by', said.by].filter(Boolean).join(' '),
    'prov:startTime': provTime(said.at),
    'prov:endTime': provTime(said.at),
    'sips:level': said.level,
    'sips:verb': said.verb,
    'sips:why': said.why,
    'sips:about': said.workflowId,
    'sips:detail': Object.keys(said.detail).length > 0 ? jsonLiteral(said.detail) : undefined,
    'sips:refused': said.refused,
  });
  prov.relate('wasAssociatedWith', id, addOperator(prov, said.by));
  if (said.workflowId.includes('/receipt/')) {
    const key = said.workflowId.slice(said.workflowId.indexOf('/receipt/') + '/receipt/'.length);
    const receipt = provNames.receipt(key);
    if (prov.has('activity', receipt)) prov.relate('wasInformedBy', receipt, id);
  }
}

function addOperator(prov: ProvBuilder, by: string): string {
  return prov.agent(provNames.operator(by), {
    'prov:type': qualified('prov:Person'),
    'prov:label': by,
  });
}
