const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const INVISIBLE = new Set(['script', 'style', 'head', 'title']);
const LINE_ENDING = new Set([
  ...['br', 'p', 'div', 'tr', 'li', 'ul', 'ol', 'table', 'pre', 'blockquote', 'hr'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'address', 'section', 'article'],
]);

/**
 * The words of an HTML body as lines, for senders whose mail program has turned a plain notice into HTML. Conservative:
 * nothing is added, what is hidden in comments, scripts and style sheets is left out, line ends are where HTML has them
 * (inside `pre`, and in a body with no line-making element at all, where the source has them). Linear in its length.
 */
export function htmlToLines(html: string): string {
  const keepsLines = !/<(br|p|div|tr|li|pre|td)\b/i.test(html);
  const out: string[] = [];
  let hidden: string | undefined;
  let preformatted = keepsLines ? 1 : 0;
  /** Whether white space would be seen here: not at the beginning of a line, nor after other white space. */
  const follows = (): boolean => /\S/.test(out.at(-1)?.at(-1) ?? '');
  const say = (text: string): void => {
    if (text !== '') out.push(text);
  };
  for (const piece of pieces(html)) {
    if (piece.tag === undefined) {
      if (hidden !== undefined) continue;
      const text = preformatted > 0 ? piece.text : piece.text.replace(/\s+/g, ' ');
      say(decodeEntities(preformatted > 0 || follows() ? text : text.trimStart()));
      continue;
    }
    const closes = piece.tag.startsWith('/');
    const name = closes ? piece.tag.slice(1) : piece.tag;
    if (hidden !== undefined) {
      if (closes && name === hidden) hidden = undefined;
      continue;
    }
    if (!closes && INVISIBLE.has(name)) hidden = name;
    if (name === 'pre') preformatted = Math.max(keepsLines ? 1 : 0, preformatted + (closes ? -1 : 1));
    // An element of its own line ends the line before it only when there is one; a `br` always makes one.
    if (name === 'br') say('\n');
    else if (LINE_ENDING.has(name) && !(out.at(-1) ?? '\n').endsWith('\n')) say('\n');
    else if ((name === 'td' || name === 'th') && follows()) say(' ');
  }
  return out
    .join('')
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

interface Piece {
  readonly text: string;
  /** Name of the element in lower case, with `/` before it when it ends; undefined for text. */
  readonly tag?: string;
}

function* pieces(html: string): Generator<Piece> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      yield { text: html.slice(at) };
      return;
    }
    if (open > at) yield { text: html.slice(at, open) };
    const comment = html.startsWith('<!--', open);
    const tag = /^\/?[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 20))?.[0].toLowerCase();
    if (!comment && tag === undefined && html[open + 1] !== '!') {
      // A bare "less than" of a sloppy sender is text.
      yield { text: '<' };
      at = open + 1;
      continue;
    }
    const close = html.indexOf(comment ? '-->' : '>', open + 1);
    if (close < 0) return;
    if (tag !== undefined) yield { text: '', tag };
    at = close + (comment ? 3 : 1);
  }
}

function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});/gi, (all, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? all;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
