import { durationText } from '../../../domain/duration.js';
import { FAILURES } from '../../../domain/failures.js';
import { NAMESPACE, workflowIds } from '../../../domain/ids.js';
import type { LevelRow, Override, RerunOffer } from '../../../ledger/schema.js';
import { granuleGroups } from '../../words/granules.js';
import { holdAsked, storyBeforeHold } from '../../words/hold-asked.js';
import { isDelivering, storyOfLevel } from '../../words/ledger-story.js';
import { html, instant, text, type Html } from '../html.js';
import { badge, codeWords, command, holdWords, levelBadge, pipeline, untilWords } from '../parts.js';
import { verbList } from '../verbs/verb-list.js';
import type { DayFacts } from './facts.js';

/** A link to a workflow in the Temporal UI, if one answers. */
export function uiLink(ui: string | undefined, workflowId: string, words: string): Html | '' {
  if (ui === undefined || !/^https?:\/\//.test(ui)) return '';
  const url = `${ui.replace(/\/$/, '')}/namespaces/${NAMESPACE}/workflows/${encodeURIComponent(workflowId)}`;
  return html`<a class="out" href="${url}" rel="noreferrer">${words} ↗</a>`;
}

/** How a level of a day stands, what decided it, and what can be done. */
export function levelCard(level: LevelRow, facts: DayFacts): Html {
  const { now, program, temporalUi, view } = facts;
  const asked = holdAsked(level, view.record.interventions, facts.holds);
  const story = asked ? storyBeforeHold(storyOfLevel(level)) : storyOfLevel(level);
  const { mission, day } = level;
  const hasRun = view.record.runs.some((run) => run.level === level.level);
  return html`<article class="card ${level.state}">
    <h3>
      ${level.level} ${levelBadge(level)}
      ${level.overrides && level.overrides.length > 0 ? badge('overridden', 'warn') : ''}
      ${(level.edition ?? 1) > 1 ? badge(`made ${level.edition} times`, 'strong') : ''}
      <span class="note">
        ${
          level.state === 'done' || level.state === 'abandoned'
            ? html`since ${instant(level.since, now)}`
            : `at ${level.stage} for ${durationText(now - level.since)}`
        }
      </span>
    </h3>
    ${pipeline(level)} ${story.hold ? holdWords(story) : html`<p>${text(level.sentence)}</p>`}
    ${untilWords(level.until, level.thenWhat, now)}
    ${
      asked
        ? html`<p class="notice">
            <b>It stops before its next stage</b>, as ${text(asked.by)} said ${instant(asked.at, now)}:
            ${text(asked.why)}
          </p>`
        : ''
    }
    ${level.heldCode ? html`<p class="next">${codeWords(FAILURES[level.heldCode].next)}</p>` : ''}
    ${level.offer ? offer(level, level.offer, facts) : ''}
    ${verbList(story, { day, level: level.level }, program, facts.reader, `/days/${day}`)}
    ${overrides(level.overrides ?? [], now)}
    <p class="links">
      ${level.processorVersion ? html`<span class="note">processor ${text(level.processorVersion)}</span>` : ''}
      ${hasRun ? html`<a href="/days/${day}/${level.level}/log">Log</a>` : ''}
      ${uiLink(temporalUi, workflowIds.level(mission, day, level.level), 'Level')}
      ${
        isDelivering(level)
          ? uiLink(temporalUi, workflowIds.delivery(mission, day, level.level), 'Delivery')
          : ''
      }
    </p>
  </article>`;
}

/** What came after the level had been made, and how it is made again. */
function offer(
  { day, level }: LevelRow,
  { since, granules, reason }: RerunOffer,
  { now, program }: DayFacts,
): Html {
  return html`<div class="notice">
    <p>
      <b>It could be made again.</b> ${text(reason)} <span class="note">since ${instant(since, now)}</span>
    </p>
    ${
      granules.length === 0
        ? ''
        : html`<ul class="details">
            ${granuleGroups(granules).map((group) => html`<li>${text(group)}</li>`)}
          </ul>`
    }
    ${command(`${program} rerun ${day} ${level} --why "…"`)}
  </div>`;
}

/** The decisions against the rules that stand in the product, too. */
function overrides(decisions: readonly Override[], now: number): Html | '' {
  if (decisions.length === 0) return '';
  return html`<div class="notice">
    <p><b>Overridden</b> by operators; the metadata of the products say so, too.</p>
    <ul class="details">
      ${decisions.map(
        (one) =>
          html`<li>
            ${text(one.what)}
            <span class="note">${one.verb} by ${text(one.by)}, ${instant(one.at, now)}:</span>
            ${text(one.why)}
          </li>`,
      )}
    </ul>
  </div>`;
}
