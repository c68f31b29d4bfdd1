const LONGEST = 120;
const EXPORTED =
  /^(?:export\s+const\s+|exports\.|module\.exports\.)title\s*=\s*(['"])((?:(?!\1)[^\\\n])*)\1/m;
const ASSIGNED = /^title\s*=\s*(['"])((?:(?!\1)[^\\\n])*)\1/m;

/**
 * What a plugin says of itself: the text of its `title`, else the first line of its first comment (or of the docstring that
 * a Python file begins with). Read from the text alone. Undefined when it says nothing.
 */
export function titleOf(head: string, ending: string): string | undefined {
  const python = ending === '.py';
  const named = (python ? ASSIGNED : EXPORTED).exec(head)?.[2];
  const title = named ?? (python ? pythonComment(head) : javaScriptComment(head));
  const clean = title?.replace(/\p{C}/gu, ' ').trim();
  return clean ? clean.slice(0, LONGEST) : undefined;
}

function javaScriptComment(head: string): string | undefined {
  for (const line of head.split('\n')) {
    const text = /^\s*(?:\/\/+|\/\*+|\*(?!\/))\s*(.*?)\s*(?:\*\/)?\s*$/.exec(line)?.[1];
    if (text) return text;
    // Code before the first comment: what comes behind is not about the file.
    if (text === undefined && line.trim() !== '' && !line.startsWith('#!')) return undefined;
  }
  return undefined;
}

function pythonComment(head: string): string | undefined {
  for (const line of head.split('\n')) {
    if (line.startsWith('#!') || /^#.*coding[:=]/.test(line) || line.trim() === '') continue;
    const text = /^#+\s*(.*)$/.exec(line)?.[1];
    if (text) return text;
    if (text === undefined) return /^[rRuU]?("""|''')\s*\\?(.*?)\s*(?:\1.*)?$/.exec(line)?.[2];
  }
  return undefined;
}
