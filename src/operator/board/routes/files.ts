import { filesOfDay } from '../../../ledger/files.js';
import { searchNames } from '../../../ledger/read-names.js';
import { listDirectory } from '../../../adapters/files/list-directory.js';
import { directoryOf, PLACES, readPlace, type Place } from '../../reading/places.js';
import { filled, fileQuery, problemOf } from '../api/parameters.js';
import { filesPage, type FilesShown, type PlaceCounts } from '../files-page.js';
import type { BoardApp, Kit } from '../kit.js';

/** How many files of a place one page shows. */
const SHOWN = 100;

/** What lies on the disk and is not archived yet, and what the archive has. */
export function fileRoutes(app: BoardApp, kit: Kit): void {
  app.get('/files', async (context) => {
    const { place, after, ...asked } = filled(context.req.query());
    const counts = await placeCounts(kit);
    const query = fileQuery.safeParse(asked);
    const facts = { asked, ...(counts && { counts }), reader: context.get('reader'), now: kit.now() };
    const title = asked['day'] === undefined ? 'Files' : `Files of ${asked['day']}`;
    const frame = { title, here: 'files' } as const;
    if (!query.success) {
      const wrong = { ...facts, problem: problemOf(query.error), shown: { kind: 'nothing' } } as const;
      return kit.shown(context, frame, filesPage(wrong), 400);
    }
    const shown = (await archived(kit, query.data)) ?? (await placed(kit, place, after, counts));
    return kit.shown(context, frame, filesPage({ ...facts, shown }));
  });
}

async function archived(
  { ledger, name }: Kit,
  { day, q, how, from, to, limit }: ReturnType<typeof fileQuery.parse>,
): Promise<FilesShown | undefined> {
  if (day !== undefined) return { kind: 'day', day, files: await filesOfDay(ledger, { mission: name, day }) };
  if (q === undefined) return undefined;
  return { kind: 'name', how, found: await searchNames(ledger, name, { text: q, how, from, to, limit }) };
}

/** The place that was asked for; without one, the first in which something waits for a person. */
async function placed(
  { ledger, name, sources }: Kit,
  asked: string | undefined,
  after: string | undefined,
  counts: PlaceCounts | undefined,
): Promise<FilesShown> {
  if (!sources.paths || !counts) return { kind: 'nothing' };
  const place =
    PLACES.find((one) => one === asked) ?? PLACES.find((one) => counts[one] > 0) ?? ('unmatched' as const);
  const view = await readPlace({ ledger, mission: name, paths: sources.paths }, place, {
    after,
    limit: SHOWN,
  });
  return { kind: 'place', view, ...(after !== undefined && { after }) };
}

async function placeCounts({ sources: { paths } }: Kit): Promise<PlaceCounts | undefined> {
  if (!paths) return undefined;
  const counts = {} as Record<Place, number>;
  for (const place of PLACES)
    counts[place] = (await listDirectory(directoryOf(paths, place), { limit: 0 })).total;
  return counts;
}
