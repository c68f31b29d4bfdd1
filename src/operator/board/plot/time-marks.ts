import { html, type Html } from '../html.js';
import { percent, type Scale } from './scale.js';
import type { timeTicks } from './ticks.js';

/** The lines and words of a time axis below lanes of this height, pixels. */
export function timeMarks(ticks: ReturnType<typeof timeTicks>, scale: Scale, height: number): Html[] {
  return ticks.map(
    ({ at, label }, index) =>
      html`<line
          class="grid-line"
          x1="${percent(scale(at))}"
          x2="${percent(scale(at))}"
          y1="0"
          y2="${height}"
        />
        <text
          class="time ${index % 2 === 1 ? 'odd' : ''}"
          x="${percent(scale(at))}"
          y="${height + 15}"
          text-anchor="${anchor(scale(at))}"
        >
          ${label}
        </text>`,
  );
}

function anchor(share: number): string {
  if (share < 0.04) return 'start';
  return share > 0.96 ? 'end' : 'middle';
}
