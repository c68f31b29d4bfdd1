import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Commands that are a group of commands. */
export const GROUPS: readonly string[] = [
  'archive',
  'ledger',
  'order',
  'project user',
  'project',
  'simulate',
  'user',
];

/** A fenced block of a document: ```` ```sh run eventually ```` has the language `sh` and the words `run`, `eventually`. */
export interface Block {
  readonly language: string;
  /**
   * What a test does with it: `run` (must succeed), `run eventually` (is repeated until it succeeds), `start` (goes on
   * in the background), `env` (comes before every later block of the page), `file=PATH` (is written below the reader's
   * home directory). Nothing: it is only read.
   */
  readonly words: readonly string[];
  readonly text: string;
  readonly line: number;
}

/** A document of the project. */
export interface Document {
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** README.md and everything in docs/. */
export function documents(root: string): Document[] {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...pages.sort().map((name) => `docs/${name}`)].map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, blocks: blocksOf(text) };
  });
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { info: string; line: number; lines: string[] } | undefined;
  text.split('\n').forEach((line, index) => {
    const fence = /^ *```(.*)$/.exec(line);
    if (open && fence) {
      const [language = '', ...words] = open.info.trim().split(/\s+/);
      blocks.push({ language, words, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence) open = { info: fence[1] ?? '', line: index + 1, lines: [] };
  });
  if (open) throw new Error(`The block of line ${open.line} has no end.`);
  return blocks;
}

/** The relative links of a page: target without its anchor, and the anchor. */
export function relativeLinks(text: string): { target: string; anchor: string | undefined }[] {
  const prose = text.replace(/^ *```.*$[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((link) => !/^[a-z]+:/i.test(link))
    .map((link) => {
      const [target = '', anchor] = link.split('#');
      return { target, anchor };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}

/** The command lines of sipstream in the code of a page: command and options of each. */
export function commandLines(text: string): { command: string; options: string[]; line: string }[] {
  const code = [
    ...blocksOf(text)
      .filter(({ language }) => language === 'sh')
      .flatMap((block) => block.text.replace(/\\\n/g, ' ').split('\n')),
    ...[...text.replace(/^ *```.*$[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!),
  ];
  return code.flatMap((line) => {
    const words = line.replace(/"[^"]*"|'[^']*'/g, 'TEXT').split(/[\s[\]|]+/);
    const at = words.findIndex(
      (word, index) => /^(bin\/)?sipstream$/.test(word) && !(words[index - 1] ?? '').startsWith('-'),
    );
    if (at < 0) return [];
    const said = words.slice(at + 1);
    const plain = said.filter((word, index) => !word.startsWith('-') && said[index - 1] !== '--home');
    let [command] = plain;
    if (command === undefined) return [];
    for (const next of plain.slice(1)) {
      if (!GROUPS.includes(command)) break;
      command = `${command} ${next}`;
    }
    return [{ command, options: said.filter((word) => /^--[a-z]/.test(word)), line }];
  });
}
