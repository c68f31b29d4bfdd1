import type { OrderProblem } from '../../../domain/scops/order.js';
import { html, text, type Html } from '../../board/html.js';

/** The parts of the order form, by which problems are shown next to what they are about. */
export const PARTS = [
  'email',
  'lines',
  'masking',
  'dem',
  'projection',
  'pixel size',
  'bounds',
  'interpolation',
] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** What is wrong with a form, by its parts. */
export class Problems {
  constructor(readonly all: readonly OrderProblem[] = []) {}

  /** Those of a part, with those of its lines for `lines`. */
  of(part: Part): readonly OrderProblem[] {
    return this.all.filter(({ field }) => partOf(field) === part);
  }

  /** Those of one flight line. */
  ofLine(name: string): readonly OrderProblem[] {
    return this.all.filter(({ field }) => field === `line ${name}` || field === `line ${name} bands`);
  }

  /** The list at the top, with links to the parts. */
  summary(): Html | '' {
    if (this.all.length === 0) return '';
    const count = this.all.length;
    return html`<section class="problems" role="alert" tabindex="-1" id="problems">
      <h2 class="plain">${count === 1 ? 'One thing' : `${count} things`} to correct</h2>
      <ul>
        ${this.all.map(({ field, sentence }) => {
          const part = partOf(field);
          return html`<li>
            ${part === undefined ? text(sentence) : html`<a href="#${idOf(part)}">${text(sentence)}</a>`}
          </li>`;
        })}
      </ul>
    </section>`;
  }

  /** The problems of a part, next to its fields. */
  beside(part: Part): Html | '' {
    return besides(
      this.of(part).filter(({ field }) => !field.startsWith('line ')),
      `${idOf(part)}-wrong`,
    );
  }

  /** The attributes of a field of a part: whether it is wrong, and where that is said. */
  mark(part: Part): Html | '' {
    return this.of(part).length === 0 ? '' : html`aria-invalid="true" aria-describedby="${idOf(part)}-wrong"`;
  }
}

/** Problems next to what they are about. */
export function besides(problems: readonly OrderProblem[], id: string): Html | '' {
  if (problems.length === 0) return '';
  return html`<p class="wrong" id="${id}">
    ${problems.map(({ sentence }) => html`<span>✗ ${text(sentence)}</span>`)}
  </p>`;
}

/** The anchor of a part. */
export function idOf(part: Part): string {
  return `part-${part.replace(' ', '-')}`;
}

function partOf(field: string): Part | undefined {
  if (field.startsWith('line')) return 'lines';
  if (field.startsWith('dem')) return 'dem';
  return PARTS.find((part) => part === field);
}
