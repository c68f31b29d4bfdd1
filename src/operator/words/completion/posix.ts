import type { Candidate, CompletionTables } from './tree.js';

/** The tables as functions that bash and zsh both understand: each prints what it has for its argument. */
export function posixTables(tables: CompletionTables): string {
  return [
    caseTable('_sipstream_commands', tables.commands, candidateLines),
    caseTable('_sipstream_options', tables.options, candidateLines),
    caseTable('_sipstream_option_value', tables.optionValues, (kind) => [kind]),
    caseTable('_sipstream_argument_value', tables.argumentValues, (kind) => [kind]),
  ].join('\n');
}

function caseTable<V>(
  name: string,
  table: ReadonlyMap<string, V>,
  lines: (value: V) => readonly string[],
): string {
  const cases = [...table].map(
    ([key, value]) => `    ${quoted(key)}) printf '%s\\n' ${lines(value).map(quoted).join(' ')} ;;`,
  );
  return `${name}() {\n  case "$1" in\n${cases.join('\n')}\n  esac\n}\n`;
}

/** A candidate and its description, with a tab between them. */
export function candidateLines(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ word, description }) => `${word}\t${description}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Finds out, from the words before the one that is completed, what may stand there. Sets place, count, day, level, expects. */
export const WALK = `_sipstream_is_command() {
  case "
$(_sipstream_commands "$place")" in *"
$1	"*) return 0 ;; esac
  return 1
}

_sipstream_walk() {
  place='' count=0 day='' level='' expects='' asking=()
  local word option='' kind
  for word in "$@"; do
    if [ -n "$option" ]; then
      case "$option" in --home | --mission) asking+=("$option" "$word") ;; esac
      option=''
      continue
    fi
    case "$word" in
      -*)
        kind=$(_sipstream_option_value "$place $word")
        [ -n "$kind" ] && option=$word
        continue
        ;;
    esac
    if [ "$count" -eq 0 ] && _sipstream_is_command "$word"; then
      place="\${place:+$place }$word"
    else
      [ "$count" -eq 0 ] && day=$word
      [ "$count" -eq 1 ] && level=$word
      count=$((count + 1))
    fi
  done
  [ -n "$option" ] && expects=$(_sipstream_option_value "$place $option")
  return 0
}
`;
