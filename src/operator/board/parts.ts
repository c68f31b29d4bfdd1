import { STAGES, type Story } from '../../domain/story.js';
import type { LevelRow } from '../../ledger/schema.js';
import { durationText } from '../../domain/duration.js';
import { granuleGroups } from '../words/granules.js';
import { standing } from '../words/states.js';
import { html, instant, text, type Html } from './html.js';

/** A badge that says a state in a word; its colour adds nothing. */
export function badge(words: string, tone: string): Html {
  return html`<span class="badge ${tone}">${text(words)}</span>`;
}

/** The badge of a level. */
export function levelBadge(level: Pick<LevelRow, 'state' | 'stage'>): Html {
  const how = standing(level);
  return badge(level.state === 'done' ? 'accepted' : level.state, how.tone);
}

/** The way of a level through its stages: done, where it is, and what is to come. */
export function pipeline(level: Pick<LevelRow, 'state' | 'stage'>): Html {
  const at = STAGES.indexOf(level.stage);
  const over = level.state === 'done';
  return html`<ol class="pipeline" aria-label="Stages">
    ${STAGES.map((stage, index) => {
      const how = index < at || over ? 'past' : index > at ? 'ahead' : level.state;
      const current = index === at && !over;
      return html`<li class="${how}" ${current ? html`aria-current="step"` : ''}><span>${stage}</span></li>`;
    })}
  </ol>`;
}

/** Until when something waits, and what happens then. */
export function untilWords(until: number | undefined, then: string | undefined, now: number): Html | '' {
  if (until === undefined) return '';
  const distance = until >= now ? `in ${durationText(until - now)}` : `${durationText(now - until)} ago`;
  return html`<p class="until">
    Until ${instant(until, now)} (${distance})${then === undefined ? '' : html`; then ${text(then)}`}.
  </p>`;
}

/** One command line; a click marks all of it. */
export function command(line: string): Html {
  return html`<span class="command"
    ><code>${text(line)}</code><button type="button" data-copy="${text(line)}" hidden>Copy</button></span
  >`;
}

/** Why something is held: the code, the words, and the facts. */
export function holdWords(story: Story): Html | '' {
  const { hold, missing } = story;
  if (!hold) return '';
  const details =
    missing.length > 0 ? granuleGroups(missing).map((group) => `missing: ${group}`) : hold.details;
  return html`<p class="hold"><b class="code">${hold.code}</b> ${text(hold.sentence)}</p>
    ${
      details.length === 0
        ? ''
        : html`<ul class="details">
            ${details.map((detail) => html`<li>${text(detail)}</li>`)}
          </ul>`
    }`;
}

/** A sentence whose `commands` are set as code. */
export function codeWords(sentence: string): (Html | string)[] {
  return sentence.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}
