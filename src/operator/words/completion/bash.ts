import { posixTables, WALK } from './posix.js';
import type { CompletionTables } from './tree.js';

/**
 * The completion of bash, from 3.2. Names from the station are compared and never given to `compgen -W`, which would
 * carry out what they say.
 */
export function bashCompletion(tables: CompletionTables): string {
  return `# Completion of sipstream for bash: source <(sipstream completion bash)
${posixTables(tables)}
${WALK}
_sipstream_offer() {
  local value
  while IFS= read -r value; do
    value=\${value%%$'\\t'*}
    [ -n "$value" ] && case "$value" in "$cur"*) COMPREPLY+=("\${value#"$before"}") ;; esac
  done
}

_sipstream_values() {
  local kind=\${1%% *} rest=\${1#* }
  case "$kind" in
    words) _sipstream_offer < <(printf '%s\\n' $rest) ;;
    asked) _sipstream_offer < <(SIPSTREAM_NO_SETUP=1 "\${program/#\\~/$HOME}" \${asking[@]+"\${asking[@]}"} __complete "$rest" "$day" "$level" 2>/dev/null) ;;
    files | directories)
      compopt -o filenames 2>/dev/null
      local flag=-f name
      [ "$kind" = directories ] && flag=-d
      while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen "$flag" -- "$cur")
      ;;
  esac
}

_sipstream() {
  local program=\${COMP_WORDS[0]} cur=\${COMP_WORDS[COMP_CWORD]} before='' place count day level expects asking
  # A colon begins a new word for bash; here it does not.
  local line=\${COMP_LINE:0:COMP_POINT}
  local whole=\${line##*[[:space:]]}
  case "$whole" in *:*"$cur") before=\${whole%"$cur"} cur=$whole ;; esac
  [ "$cur" = : ] && before=$whole cur=$whole
  local words=(\${line%"$whole"})
  COMPREPLY=()
  _sipstream_walk "\${words[@]:1}"
  if [ -n "$expects" ]; then
    _sipstream_values "$expects"
    return
  fi
  case "$cur" in
    -*) _sipstream_offer < <(_sipstream_options "$place") ;;
    *)
      [ "$count" -eq 0 ] && _sipstream_offer < <(_sipstream_commands "$place")
      _sipstream_values "$(_sipstream_argument_value "$place $count")"
      ;;
  esac
}

complete -F _sipstream sipstream
`;
}
