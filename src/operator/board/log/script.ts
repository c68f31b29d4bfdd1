/**
 * The script of pages with a log: adds to it what the run writes. The log outlives the renewal of the page around it, keeps
 * the place that a reader has scrolled to, and goes along with the end only when the reader is there.
 */
export const LOG_SCRIPT = `'use strict';
(() => {
  const MOST = 400000;
  const live = new Map();

  function start(pre, key) {
    const source = new EventSource(pre.dataset.log);
    const one = { pre, source, top: 0, atEnd: true, over: false };
    live.set(key, one);
    pre.addEventListener('scroll', () => {
      if (!pre.isConnected) return;
      one.top = pre.scrollTop;
      one.atEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 8;
    });
    source.addEventListener('text', (event) => {
      const { text, leftOut } = JSON.parse(event.data);
      pre.append((leftOut > 0 ? '\\n[' + leftOut + ' bytes are not shown]\\n' : '') + text);
      if (pre.textContent.length > MOST) {
        const rest = pre.textContent.slice(-MOST / 2);
        pre.textContent = rest.slice(rest.indexOf('\\n') + 1);
      }
      if (one.atEnd) pre.scrollTop = pre.scrollHeight;
    });
    source.addEventListener('end', () => { source.close(); one.over = true; show(one); });
    source.addEventListener('open', () => show(one));
    source.addEventListener('error', () => show(one));
    pre.scrollTop = pre.scrollHeight;
  }

  function show({ pre, source, over }) {
    const word = pre.parentElement && pre.parentElement.querySelector('.live');
    if (!word) return;
    word.hidden = false;
    word.textContent = over ? 'The run has ended.' : source.readyState === 1 ? '\\u25cf live' : 'The board does not answer.';
  }

  function attach() {
    for (const pre of document.querySelectorAll('pre[data-log]')) {
      const known = live.get(pre.dataset.key);
      if (!known) start(pre, pre.dataset.key);
      else if (known.pre !== pre) {
        pre.replaceWith(known.pre);
        known.pre.scrollTop = known.atEnd ? known.pre.scrollHeight : known.top;
        show(known);
      }
    }
    for (const [key, one] of live) {
      if (one.pre.isConnected) continue;
      one.source.close();
      live.delete(key);
    }
  }

  new MutationObserver(attach).observe(document.body, { childList: true });
  for (const pre of document.querySelectorAll('pre.log')) pre.scrollTop = pre.scrollHeight;
  attach();
})();
`;
