import { FormatError } from './format-error.js';
import { checkMetValue, MET } from './met-model.js';
import { metObjects, parseMet, type Met, type MetNode } from './met-reader.js';
import { findOdlValue, lineStarts, type OdlValueSpan } from './odl-value-span.js';

/** A new value for every object of a name, or only for those of one class. */
export interface MetEdit {
  readonly object: string;
  /** CLASS of the object or of the nearest container around it. */
  readonly klass?: string;
  readonly value: string | readonly string[];
}

interface Replacement extends OdlValueSpan {
  readonly object: MetNode;
  readonly written: string;
  readonly edit: MetEdit;
}

/**
 * Changes values of a `.met` in place: but for the values of the named objects, every character stays, line ends,
 * padding, case and dialect included. A value stays quoted, bare or a list as it was. To keep the bytes of a file that
 * is not UTF-8, decode and encode it as Latin-1.
 *
 * Throws a FormatError when no object has the name and class, when one has no VALUE or fewer places (NUM_VAL) than
 * members are given, when two edits meet in one object, and for a value that the model does not allow (see
 * `checkMetValue`: quotes and line breaks are rejected).
 */
export function editMet(text: string, edits: readonly MetEdit[]): string {
  const met = parseMet(text);
  const starts = lineStarts(text);
  const replacements = edits.flatMap((edit) => replacementsOf(text, starts, met, edit));
  replacements.sort((a, b) => a.start - b.start);
  for (const [index, { start, object }] of replacements.entries()) {
    if (start < (replacements[index - 1]?.end ?? 0))
      throw bad(`${object.name} is changed twice`, object.line);
  }
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, written } of replacements) {
    pieces.push(text.slice(at, start), written);
    at = end;
  }
  const edited = pieces.join('') + text.slice(at);
  verify(met, parseMet(edited), edits);
  return edited;
}

function replacementsOf(text: string, starts: readonly number[], met: Met, edit: MetEdit): Replacement[] {
  const members = typeof edit.value === 'string' ? [edit.value] : edit.value;
  for (const member of members) checkMetValue(edit.object, member);
  const found = metObjects(met, edit.object, edit.klass);
  const wanted = edit.klass === undefined ? edit.object : `${edit.object} of class ${edit.klass}`;
  if (found.length === 0) throw bad(`there is no object ${wanted}`);
  return found.map(({ object }) => {
    if (object.valueLine === undefined) throw bad(`${wanted} has no VALUE to change`, object.line);
    if (object.numVal !== undefined && members.length > object.numVal) {
      throw bad(`${wanted} has room for ${object.numVal} values, not ${members.length}`, object.line);
    }
    const start = starts[object.valueLine - 1] ?? text.length;
    const span = findOdlValue(text, start, 'VALUE');
    if (span === undefined) throw bad(`the VALUE of ${wanted} does not begin its line`, object.valueLine);
    return { ...span, object, edit, written: write(text, span, edit, members) };
  });
}

/** The new value in the shape of the old one. */
function write(text: string, span: OdlValueSpan, edit: MetEdit, members: readonly string[]): string {
  const old = text.slice(span.start, span.end);
  const isList = /^[({]/.test(old);
  // Bare stays bare where the new value can be: numbers are bare in the toolkit's dialect, and text is never.
  const quoted = /["']/.test(old) || !/\w/.test(old);
  const words = members.map((member) => (quoted || !/^[\w.:+-]+$/.test(member) ? `"${member}"` : member));
  if (!isList && typeof edit.value === 'string') return words[0] ?? '""';
  const [open, close] = old.startsWith('{') ? '{}' : '()';
  // One member a line, as the toolkit wraps lists; the continuation stands where the old one stood, or under the first.
  const wrapped = /(\r\n|\f\n|\r|\n)([ \t]*)/.exec(old);
  const lineEnd = wrapped?.[1] ?? /\r\n|\f\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const column = span.start - span.lineStart + 1;
  return `${open}${words.join(`,${lineEnd}${wrapped?.[2] ?? ' '.repeat(column)}`)}${close}`;
}

/**
 * The edited text must say what was asked and otherwise what it said before: a label odd enough to defeat the editor is
 * refused rather than damaged.
 */
function verify(before: Met, after: Met, edits: readonly MetEdit[]): void {
  const changed = new Set<MetNode>();
  for (const { object, klass, value } of edits) {
    const want = typeof value === 'string' ? [value] : value;
    for (const { object: node } of metObjects(before, object, klass)) changed.add(node);
    for (const { object: node } of metObjects(after, object, klass)) {
      changed.add(node);
      const is = node.value ?? [];
      const have = typeof is === 'string' ? [is] : is;
      if (have.length !== want.length || have.some((member, index) => member !== want[index])) {
        throw bad(`${object} could not be changed in place`, node.line);
      }
    }
  }
  if (JSON.stringify(outline(before.groups, changed)) !== JSON.stringify(outline(after.groups, changed))) {
    throw bad('a value could not be changed without changing others');
  }
}

/** All that the nodes say but for lines and for the values that were to be changed. */
function outline(nodes: readonly MetNode[], changed: ReadonlySet<MetNode>): unknown[] {
  return nodes.map((node) => [
    node.kind,
    node.name,
    node.klass,
    node.numVal,
    changed.has(node) ? undefined : node.value,
    outline(node.children, changed),
  ]);
}

function bad(problem: string, line?: number): FormatError {
  return new FormatError(MET, line, problem);
}
