import { posixTables, WALK } from './posix.js';
import type { CompletionTables } from './tree.js';

/** The completion of zsh: a file `_sipstream` in a directory of `fpath`, or sourced after `compinit`. */
export function zshCompletion(tables: CompletionTables): string {
  return `#compdef sipstream
# Completion of sipstream for zsh: source <(sipstream completion zsh)
${posixTables(tables)}
${WALK}
_sipstream_offer() {
  local -a found
  local value word
  while IFS= read -r value; do
    word=\${value%%$'\\t'*}
    [[ -z $word ]] && continue
    if [[ $value == *$'\\t'* ]]; then found+=("\${word//:/\\\\:}:\${value#*$'\\t'}"); else found+=("\${word//:/\\\\:}"); fi
  done
  (( \${#found} )) && _describe "$1" found
}

_sipstream_values() {
  local kind=\${1%% *} rest=\${1#* }
  case $kind in
    words) print -l -- \${=rest} | _sipstream_read value ;;
    asked) SIPSTREAM_NO_SETUP=1 \${~program} $asking __complete $rest "$day" "$level" 2>/dev/null | _sipstream_read $rest ;;
    files) _files ;;
    directories) _files -/ ;;
  esac
}

# The right side of a pipe is this shell in zsh, so what it adds stays.
_sipstream_read() { _sipstream_offer "$1" }

_sipstream() {
  setopt localoptions noksharrays
  local program=\${words[1]} place count day level expects
  local -a asking
  _sipstream_walk "\${(@)words[2,CURRENT-1]}"
  if [[ -n $expects ]]; then
    _sipstream_values "$expects"
    return
  fi
  if [[ \${words[CURRENT]} == -* ]]; then
    _sipstream_options "$place" | _sipstream_read option
    return
  fi
  (( count == 0 )) && _sipstream_commands "$place" | _sipstream_read command
  _sipstream_values "$(_sipstream_argument_value "$place $count")"
}

if [ "\${funcstack[1]}" = _sipstream ]; then _sipstream "$@"; else compdef _sipstream sipstream; fi
`;
}
