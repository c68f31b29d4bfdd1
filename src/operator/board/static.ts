import { ACCESS_STYLE } from './access/style.js';
import { LISTS_STYLE } from './lists-style.js';
import { DAY_STYLE } from './day/style.js';
import { LOG_STYLE } from './log/style.js';
import { CALENDAR_STYLE } from './calendar/style.js';
import { NOW_STYLE } from './now-style.js';
import { ORDERS_STYLE } from './orders/style.js';
import { PLOT_STYLE } from './plot/style.js';
import { STYLE as BASE } from './style.js';
import { TREND_STYLE } from './trends/style.js';
import { VERBS_STYLE } from './verbs/style.js';

export { LOG_SCRIPT } from './log/script.js';
export { SCRIPT } from './script.js';

/** The stylesheet of all pages. */
export const STYLE = [
  BASE,
  ACCESS_STYLE,
  NOW_STYLE,
  VERBS_STYLE,
  PLOT_STYLE,
  DAY_STYLE,
  LOG_STYLE,
  TREND_STYLE,
  LISTS_STYLE,
  CALENDAR_STYLE,
  ORDERS_STYLE,
].join('\n');

/** The icon of the pages: a swath over a round Earth. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<circle cx="16" cy="16" r="14" fill="#1f5f8b"/>
<path d="M5 8 Q18 13 24 28" fill="none" stroke="#f2b84b" stroke-width="5"/>
</svg>`;
