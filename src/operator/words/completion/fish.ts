import { candidateLines } from './posix.js';
import type { CompletionTables } from './tree.js';

/** The completion of fish. */
export function fishCompletion(tables: CompletionTables): string {
  return `# Completion of sipstream for fish: sipstream completion fish | source
${caseTable('__sipstream_commands', tables.commands, candidateLines)}
${caseTable('__sipstream_options', tables.options, candidateLines)}
${caseTable('__sipstream_option_value', tables.optionValues, (kind) => [kind])}
${caseTable('__sipstream_argument_value', tables.argumentValues, (kind) => [kind])}
function __sipstream_values
    set -l parts (string split ' ' -- $argv[1])
    switch "$parts[1]"
        case words
            printf '%s\\n' $parts[2..-1]
        case asked
            SIPSTREAM_NO_SETUP=1 $__sipstream_program $__sipstream_asking __complete $parts[2] "$argv[2]" "$argv[3]" 2>/dev/null
        case files
            __fish_complete_path (commandline -ct)
        case directories
            __fish_complete_directories (commandline -ct)
    end
end

function __sipstream
    set -l words (commandline -opc)
    set -g __sipstream_program (eval echo $words[1])
    set -g __sipstream_asking
    set -l path ''
    set -l count 0
    set -l day ''
    set -l level ''
    set -l option ''
    for word in $words[2..-1]
        if test -n "$option"
            contains -- $option --home --mission; and set -a __sipstream_asking $option $word
            set option ''
        else if string match -q -- '-*' $word
            test -n "$(__sipstream_option_value "$path $word")"; and set option $word
        else if test $count -eq 0; and contains -- $word (__sipstream_commands "$path" | string replace -r '\\t.*' '')
            set path (string trim -- "$path $word")
        else
            test $count -eq 0; and set day $word
            test $count -eq 1; and set level $word
            set count (math $count + 1)
        end
    end
    if test -n "$option"
        __sipstream_values "$(__sipstream_option_value "$path $option")" "$day" "$level"
        return
    end
    if string match -q -- '-*' (commandline -ct)
        __sipstream_options "$path"
        return
    end
    test $count -eq 0; and __sipstream_commands "$path"
    __sipstream_values "$(__sipstream_argument_value "$path $count")" "$day" "$level"
end

complete -c sipstream -f -a '(__sipstream)'
`;
}

function caseTable<V>(
  name: string,
  table: ReadonlyMap<string, V>,
  lines: (value: V) => readonly string[],
): string {
  const cases = [...table].map(
    ([key, value]) =>
      `        case ${quoted(key)}\n            printf '%s\\n' ${lines(value).map(quoted).join(' ')}`,
  );
  return `function ${name}\n    switch "$argv[1]"\n${cases.join('\n')}\n    end\nend\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
