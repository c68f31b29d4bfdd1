import type { Story } from '../../../domain/story.js';
import { suggestions, type Target } from '../../words/commands.js';
import { html, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { command } from '../parts.js';
import { verbForm } from './verb-form.js';

/**
 * What an operator can do about something: a form for each verb that makes sense, behind its name. Who may only read sees
 * the command lines.
 */
export function verbList(
  story: Story,
  target: Target,
  program: string,
  reader: Reader,
  back: string,
): Html | '' {
  const offered = suggestions(story, target, program);
  if (offered.length === 0) return '';
  if (reader.role !== 'operator')
    return html`<details class="commands" ${story.hold ? html`open` : ''}>
      <summary>What an operator can do</summary>
      <ul>
        ${offered.map(({ line, does }) => html`<li>${command(line)} <span class="note">${does}</span></li>`)}
      </ul>
    </details>`;
  const seen = new Set<string>();
  return html`<div class="verbs" role="group" aria-label="What an operator can do">
    ${offered.map(({ verb, line, does, about: file }) => {
      // One form has all the ways of a verb; the first that is offered is the one that it begins with.
      if (seen.has(verb) && file === undefined) return '';
      seen.add(verb);
      const about = { day: target.day, level: target.level, receipt: target.receipt, file };
      const initial: Record<string, string> = line.includes('--what failed') ? { what: 'failed' } : {};
      return html`<details
        class="verb"
        name="${`verbs-${target.day ?? target.receipt ?? ''}-${target.level ?? ''}`}"
      >
        <summary>${verb}${file === undefined ? '' : html` <code>${text(file)}</code>`}</summary>
        ${verbForm(verb, { does, line: text(line), about, initial, back }, reader)}
      </details>`;
    })}
  </div>`;
}
