import type { Argument, Command, Option } from 'commander';
import { bashCompletion } from '../words/completion/bash.js';
import { fishCompletion } from '../words/completion/fish.js';
import {
  completionTables,
  type AskedKind,
  type CommandNode,
  type CompletionTables,
  type OptionNode,
  type ValueKind,
} from '../words/completion/tree.js';
import { zshCompletion } from '../words/completion/zsh.js';

/** The shells that there is a completion for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
/** One of them. */
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Record<Shell, (tables: CompletionTables) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** What a value is called in the usage, and what then completes it. */
const ASKED: Readonly<Record<string, AskedKind>> = {
  day: 'days',
  level: 'levels',
  key: 'receipts',
  granule: 'granules',
};
/** Verbs of what is held, and verbs of what is open: their days are offered, and no others. */
const HELD_VERBS: readonly string[] = [
  'retry',
  'release',
  'accept',
  'reject',
  'proceed',
  'resubmit',
  'correct',
];
const OPEN_VERBS: readonly string[] = ['wait', 'hold', 'abandon'];

/** The completion script of a shell for a tree of commands. */
export function completionScript(shell: Shell, program: Command): string {
  return SCRIPTS[shell](completionTables(nodeOf(program)));
}

function nodeOf(command: Command): CommandNode {
  const help = command.createHelp();
  const visible = help.visibleCommands(command);
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionNode),
    arguments: command.registeredArguments.map((argument) => argumentKind(command, argument)),
    commands: visible.filter((child) => child.name() !== 'help').map(nodeOf),
  };
}

function optionNode(option: Option): OptionNode {
  const flags = [option.long, option.short].filter((flag) => flag !== undefined && flag !== null);
  const takesValue = option.required || option.optional;
  const name = /[<[]([\w-]+)/.exec(option.flags)?.[1] ?? '';
  return {
    flags,
    description: option.description,
    ...(takesValue && { value: kindOf(name, option.argChoices) }),
  };
}

function argumentKind(command: Command, argument: Argument): ValueKind {
  const kind = kindOf(argument.name(), argument.argChoices);
  if (kind.kind !== 'asked' || kind.what !== 'days') return kind;
  if (HELD_VERBS.includes(command.name())) return { kind: 'asked', what: 'held-days' };
  if (OPEN_VERBS.includes(command.name())) return { kind: 'asked', what: 'open-days' };
  return kind;
}

function kindOf(name: string, choices: readonly string[] | undefined): ValueKind {
  if (choices) return { kind: 'words', words: choices };
  const asked = ASKED[name];
  if (asked) return { kind: 'asked', what: asked };
  if (name === 'dir') return { kind: 'directories' };
  return name === 'file' ? { kind: 'files' } : { kind: 'free' };
}
