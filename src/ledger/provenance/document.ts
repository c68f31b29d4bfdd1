import { ProvBuilder } from '../../formats/prov-builder.js';
import type { ProvDocument } from '../../formats/prov.js';
import { addDecisions } from './decisions.js';
import { addDeliveries } from './deliveries.js';
import type { ProvenanceFacts } from './facts.js';
import { addAgents, addInputFiles, addReceipts } from './inputs.js';
import { provNamespaces } from './names.js';
import { addProducts } from './products.js';
import { addRuns } from './runs.js';

/**
 * The provenance of a day in the vocabulary of PROV; docs/provenance.md has the mapping. The same facts give the same
 * document: no clock, nothing that passes (how far a day is, which message was answered) is in it.
 */
export function provenanceDocument(facts: ProvenanceFacts): ProvDocument {
  const prov = new ProvBuilder(provNamespaces(facts.record.day.mission));
  addAgents(prov, facts);
  addReceipts(prov, facts);
  addInputFiles(prov, facts);
  addDecisions(prov, facts);
  addRuns(prov, facts);
  addProducts(prov, facts);
  addDeliveries(prov, facts);
  return prov.document();
}
