import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rethrowIo } from '../adapters/files/io-error.js';
import { addOverride } from '../ledger/overrides.js';
import { upsertLevel } from '../ledger/levels.js';
import type { MainActivities } from './contract.js';
import { runPlaces, type StationContext } from './context.js';
import { writeDecision } from './metadata.js';
import type { StagingManifest } from './stage.js';

/** An operator's word on the products of a run: into the metadata of each, and the ledger. */
export function decideActivities(context: StationContext): Pick<MainActivities, 'decideQuality'> {
  return {
    async decideQuality({ task, run, outcome, decision }) {
      const places = runPlaces(context, task.day, task.level, run);
      const manifest = JSON.parse(await readFile(places.manifest, 'utf8')) as StagingManifest;
      const { verb, flag, by, why, at } = decision;
      for (const name of (await readdir(places.products)).sort()) {
        if (!name.endsWith('.met')) continue;
        await writeDecision(join(places.products, name), decision, outcome, manifest).catch(
          (error: unknown) => rethrowIo(error, 'the staging directory'),
        );
      }
      const said = `${verb === 'accept' ? 'Accepted' : 'Rejected'} by ${by}: ${why}`;
      // The verdict that was measured stays in the ledger's rows of the products; the level's is the operator's.
      const explanation = verb === 'accept' ? `${said} (QA said ${outcome.verdict}.)` : said;
      const key = { mission: task.mission, day: task.day, level: task.level };
      await upsertLevel(context.ledger, key, { qaVerdict: flag, qaExplanation: explanation });
      await addOverride(context.ledger, key, {
        verb,
        by,
        why,
        at,
        what: `QA said ${outcome.verdict}; the products are flagged ${flag}.`,
      });
      return { verdict: flag, explanation, reasons: outcome.reasons };
    },
  };
}
