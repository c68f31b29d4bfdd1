import type { DataDay } from '../../domain/data-day.js';
import { workflowIds } from '../../domain/ids.js';
import type { Story } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';
import type { LedgerHome } from '../reading/home.js';
import { whyOfDay, whyOfReceipt, withEvidence } from '../reading/why.js';
import type { WhyPart, WhyView } from '../words/why.js';
import { connectStation, storyOf, type Live } from './live.js';

/** What `why` is asked about. */
export type WhyQuestion = { readonly day: DataDay; readonly level?: string } | { readonly receipt: string };

/** Answers why: from the workflows themselves while the station runs, else from the ledger. */
export async function readWhy(home: LedgerHome, question: WhyQuestion, at: number): Promise<WhyView> {
  const known =
    'receipt' in question ? await whyOfReceipt(home, question.receipt) : await whyOfDay(home, question);
  const base = { mission: home.missionName, at, ...known };
  if (known.parts.length === 0) return base;
  const { parts, notLive } = await answered(home, known.parts);
  const evident = await withEvidence(home, home.paths.pickup, parts);
  return { ...base, parts: evident, ...(notLive !== undefined && { notLive }) };
}

/** What the workflows say; what the ledger knows when they cannot be asked, and why they cannot. */
async function answered(
  home: LedgerHome,
  parts: readonly WhyPart[],
): Promise<{ parts: readonly WhyPart[]; notLive?: string }> {
  let live: Live | undefined;
  try {
    live = await connectStation(home.paths.home, home.station);
    return { parts: await asked(live, home.missionName, parts) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { parts, notLive: error.message };
  } finally {
    await live?.close();
  }
}

/** Asks the workflows. A level whose own workflow has ended is in the hands of its delivery, whatever the ledger says. */
async function asked(live: Live, mission: string, parts: readonly WhyPart[]): Promise<WhyPart[]> {
  const answers: WhyPart[] = [];
  for (const part of parts) {
    const { day, level } = part.target;
    if (day === undefined || level === undefined) {
      answers.push(said(part, part.kind, part.workflowId, await storyOf(live, part.workflowId)));
      continue;
    }
    const levelId = workflowIds.level(mission, day as DataDay, level);
    const own = await storyOf(live, levelId);
    const deliveryId = workflowIds.delivery(mission, day as DataDay, level);
    const delivery = own === undefined || own.state === 'done' ? await storyOf(live, deliveryId) : undefined;
    answers.push(delivery ? said(part, 'delivery', deliveryId, delivery) : said(part, 'level', levelId, own));
  }
  return answers;
}

function said(part: WhyPart, kind: WhyPart['kind'], workflowId: string, story: Story | undefined): WhyPart {
  if (story === undefined) return part;
  // What has ended takes no verbs any more; the day, which is asked to make it again, is another workflow.
  const over = kind !== 'receipt' && (story.state === 'done' || story.state === 'abandoned');
  return {
    ...part,
    kind,
    workflowId,
    story: over ? { ...story, verbs: part.story.verbs } : story,
    live: true,
  };
}
