import { emitProv } from '../../../formats/prov.js';
import { askedDocument, readProvenance } from '../../reading/provenance.js';
import { dayOf, type BoardApp, type Kit } from '../kit.js';

/** The provenance of a product day as PROV-JSON, the same text as the file in the archive. */
export function provenanceRoutes(app: BoardApp, kit: Kit): void {
  app.get('/days/:day/provenance.json', async (context) => {
    const day = dayOf(context.req.param('day'));
    const facts = day && (await readProvenance(kit.ledger, kit.name, kit.mission, day));
    if (!facts)
      return kit.json(context, { error: { code: 'NOT_KNOWN', sentence: 'No such day was opened.' } }, 404);
    return context.body(emitProv(askedDocument(facts, {})), 200, {
      'content-type': 'application/json; charset=utf-8',
    });
  });
}
