import type { Story, Verb } from './story.js';

/** What a verb does to something that says this of itself, in half a sentence: for offers, and for rehearsals. */
export function verbEffect(verb: Verb, story: Pick<Story, 'stage' | 'hold'>): string {
  const delivering = story.stage === 'await PAN' || story.stage === 'deliver';
  switch (verb) {
    case 'retry':
      return story.stage === 'receive' ? 'looks at pickup again now' : 'tries it again now';
    case 'proceed':
      return 'goes on without the missing granules';
    case 'wait':
      return delivering ? 'waits longer for the PAN' : 'waits longer';
    case 'hold':
      return 'stops before the next stage, until `release`';
    case 'release':
      return story.hold?.code === 'PAN_CONTRADICTS' ? "takes the DAAC's last word" : 'lets it go on';
    case 'accept':
      return 'takes the products as they are; flag and explanation go into their metadata';
    case 'reject':
      return 'flags the products as Failed, with the explanation in their metadata; they are not archived';
    case 'resubmit':
      return 'delivers all granules again, under a new PDR name';
    case 'correct':
      return 'delivers again with the fields of the PDR corrected, under a new PDR name';
    case 'identify':
      return 'takes the file as complete: its size is right';
    case 'rerun':
      return 'makes the level again; what was archived stays and is superseded';
    case 'abandon':
      return story.stage === 'receive'
        ? 'gives up the files that have not come'
        : 'gives it up; what is archived stays archived';
  }
}
