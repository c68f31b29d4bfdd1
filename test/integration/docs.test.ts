import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../../src/adapters/station/config.js';
import { IGNORED_VARIABLES, SCOPS_VARIABLES } from '../../src/adapters/station/scops-environment.js';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import { isFailureCode } from '../../src/domain/failures.js';
import { missionSchema } from '../../src/domain/mission.js';
import { LINE_KEYS, ORDER_KEYS } from '../../src/domain/scops/cfg-keys.js';
import { MISSION_VERBS, VERBS } from '../../src/domain/story.js';
import { runCommand } from '../../src/operator/cli/program.js';
import {
  anchors,
  commandLines,
  documents,
  GROUPS,
  relativeLinks,
  type Document,
} from '../support/documents.js';
import { Reader } from '../support/reader.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const all = documents(root);
const page = (path: string): Document => all.find((document) => document.path === path)!;

describe('the documents', () => {
  it('link to what is there', () => {
    const broken = all.flatMap(({ path, text }) =>
      relativeLinks(text)
        .filter(({ target, anchor }) => {
          const file = target === '' ? join(root, path) : resolve(root, dirname(path), target);
          if (!existsSync(file)) return true;
          return anchor !== undefined && !anchors(readFileSync(file, 'utf8')).includes(anchor);
        })
        .map(({ target, anchor }) => `${path}: ${target}${anchor === undefined ? '' : `#${anchor}`}`),
    );
    expect(broken).toEqual([]);
  });

  it('name no command and no option that the command does not have', async () => {
    const help = await helpOfAll();
    const unknown = all.flatMap(({ path, text }) =>
      commandLines(text).flatMap(({ command, options, line }) => {
        const known = help.get(command);
        if (known === undefined) return [`${path}: no command '${command}' in: ${line}`];
        return options
          .filter((option) => !known.has(option.replace(/=.*/, '')))
          .map((option) => `${path}: '${command}' has no ${option} in: ${line}`);
      }),
    );
    expect(unknown).toEqual([]);
    const named = new Set(all.flatMap(({ text }) => commandLines(text)).map(({ command }) => command));
    expect([...help.keys()].filter((command) => !named.has(command))).toEqual([]);
  });

  it('name only failure codes that exist', () => {
    const pages = ['README.md', 'docs/product-day.md', 'docs/cookbook.md', 'docs/airborne.md'].map(page);
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map((match) => match[1]!),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !isFailureCode(code) && !code.startsWith('SIPSTREAM_'))).toEqual([]);
  });

  it('show every key of station.yaml, and no other', () => {
    const example = page('docs/operations.md').blocks.find(({ words }) =>
      words.includes('file=all/station.yaml'),
    )!;
    const value: unknown = parse(example.text);
    expect(configSchema.safeParse(value).error).toBeUndefined();
    expect(pathsOfValue(value).sort()).toEqual(pathsOf(configSchema).sort());
  });

  it('explain every key of a mission file, and no other', () => {
    const { text } = page('docs/missions.md');
    const keys = text.slice(text.indexOf('\n## Every key'), text.indexOf('\n## How waiting'));
    const code = [...keys.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    const words = new Set(code.flatMap((span) => span.split(/[^A-Za-z]+/)));
    const paths = pathsOf(missionSchema);
    expect(paths.filter((path) => !words.has(path.split('.').at(-1)!))).toEqual([]);
    const rows = [...keys.matchAll(/^\| ([^|]+) \|/gm)].flatMap((match) => [
      ...match[1]!.matchAll(/`([\w.]+)`/g),
    ]);
    expect(rows.length).toBeGreaterThan(40);
    const known = new Set(paths.flatMap(suffixes));
    const unknown = rows.map((match) => match[1]!).filter((key) => !known.has(key));
    expect(unknown).toEqual([]);
  });

  it('explain every variable of SCOPS, and every key of its order files', () => {
    const text = page('docs/orders.md').text.replace(/^[^]*\n## From SCOPS\n/, '');
    const cells = [...text.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1]!);
    const words = new Set(cells.flatMap((cell) => cell.split(/[^A-Za-z0-9_]+/)));
    const keys = [...ORDER_KEYS, ...LINE_KEYS];
    const variables = [...SCOPS_VARIABLES, ...Object.keys(IGNORED_VARIABLES)];
    expect([...keys, ...variables].filter((word) => !words.has(word))).toEqual([]);
    const upper = [...words].filter((word) => /^[A-Z]+_[A-Z_]+$/.test(word));
    expect(upper.filter((word) => !variables.includes(word))).toEqual([]);
  });

  it('draw the import boundaries as the lint has them', async () => {
    const config = (await import(join(root, 'eslint.config.js'))) as { default: LintEntry[] };
    const rows = [...page('docs/architecture.md').text.matchAll(/^\| `src\/(\w+)` \|.*\| ([^|]+) \|$/gm)];
    expect(rows).toHaveLength(10);
    const folders = rows.map((row) => row[1]!);
    for (const [, folder, cell] of rows) {
      const forbidden = forbiddenTo(config.default, folder!);
      const allowed = folders.filter((other) => other !== folder && !forbidden.includes(other));
      const drawn = cell!.replace(/;.*/, '').replace('nothing', '').split(', ').filter(Boolean);
      expect([folder, ...drawn.sort()]).toEqual([folder, ...allowed.sort()]);
    }
  });

  it('say of `npm start` what it is', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['start']).toBe('bin/sipstream up --demo');
    expect(scripts['test']).toMatch(/^deploy\/setup --test/);
  });
});

describe('the systemd unit', () => {
  const unit = readFileSync(join(root, 'deploy/systemd/sipstream.service'), 'utf8');

  it('leaves processors alive, and starts a command that exists', async () => {
    expect(unit).toMatch(/^KillMode=process$/m);
    expect(unit).toMatch(/^OOMPolicy=continue$/m);
    const start = /^ExecStart=\S+(\/bin\/sipstream .*)$/m.exec(unit)![1]!;
    const [line] = commandLines(`\`${start.slice(1)}\``);
    const help = await helpOfAll();
    expect(line!.options.every((option) => help.get(line!.command)!.has(option))).toBe(true);
    const mission = /--mission \/opt\/sipstream\/(\S+)/.exec(start)![1]!;
    expect(existsSync(join(root, mission))).toBe(true);
  });
});

describe('a reader who types the commands', () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.arrive(root);
  });
  afterAll(async () => {
    expect(await reader.leave()).toEqual([]);
  });

  it('runs a demo to its end and looks at it (README.md, docs/provenance.md)', async () => {
    const home = `export SIPSTREAM_HOME=${join(reader.home, 'demo')}\n`;
    await reader.follow(page('README.md'), home);
    await reader.follow(page('docs/provenance.md'), home);
    const day = await reader.run(`${home} bin/sipstream day 2026-11-20 --json`);
    expect(JSON.parse(day.said)).toMatchObject({ day: { state: 'done' } });
  }, 600_000);

  it('meets every situation of the cookbook, and says every verb (docs/cookbook.md)', async () => {
    await reader.follow(page('docs/cookbook.md'));
    const { said } = await reader.run('bin/sipstream --home ~/practice interventions --json');
    const all = (JSON.parse(said) as { interventions: Said[] }).interventions;
    // What the demo says to its order belongs to another page.
    const interventions = all.filter(({ mission }) => mission !== SCOPS);
    const carriedOut = interventions.filter(({ refused }) => refused === undefined);
    const verbs = new Set(carriedOut.map(({ verb }) => verb));
    expect([...verbs].sort()).toEqual([...new Set([...VERBS, ...MISSION_VERBS, 'open'])].sort());
    expect(interventions.every(({ why }) => why.length > 3)).toBe(true);
  }, 1_200_000);

  it('orders flight lines on that station, as a program and by command (docs/orders.md)', async () => {
    await reader.follow(page('docs/orders.md'));
    const { said } = await reader.run('bin/sipstream --home ~/practice order show $(cat ~/order.id) --json');
    expect(JSON.parse(said)).toMatchObject({ state: 'complete', request: { lines: [{ name: 'f123a011' }] } });
    expect((await reader.run('python3 -m zipfile -l ~/all.zip')).said).toContain('f123a011_ratio3b_mapped');
  }, 400_000);

  it('says everything to an order by curl (docs/front.md)', async () => {
    await reader.follow(page('docs/front.md'));
    expect((await reader.run('python3 -m zipfile -l ~/maths.zip')).said).toContain('f123a011_half3b_mapped');
    const made = JSON.parse((await reader.run('cat ~/maths-provenance.json')).said) as unknown;
    expect(made).toMatchObject({ request: { equations: [{ name: 'half' }] }, missing: [] });
    const orders = 'bin/sipstream --home ~/practice order';
    const other = async (): Promise<unknown> =>
      JSON.parse((await reader.run(`${orders} show $(cat ~/other.id) --json`)).said);
    await expect.poll(other).toMatchObject({
      state: 'cancelled',
      sentence: 'demo of GB18_00 cancelled it: the wrong flight',
    });
  }, 400_000);

  it('adds a processing worker to that station (docs/operations.md)', async () => {
    await reader.follow(page('docs/operations.md'));
  }, 400_000);

  it('makes a mission whose day is accepted (docs/missions.md)', async () => {
    await reader.follow(page('docs/missions.md'));
  }, 400_000);
});

/** What the audit has of a decision. */
interface Said {
  readonly mission: string;
  readonly verb: string;
  readonly why: string;
  readonly refused?: string;
}

/** The options of every command, by its name, as its own help tells them. */
async function helpOfAll(): Promise<Map<string, Set<string>>> {
  const commands = commandsIn(await help([]));
  expect(commands).toContain('up');
  const parts = await Promise.all(
    GROUPS.map(async (group) => commandsIn(await help(group.split(' '))).map((name) => `${group} ${name}`)),
  );
  const named = [...commands, ...parts.flat()].filter((name) => !GROUPS.includes(name));
  const pages = named.map(async (name) => {
    const options = (await help(name.split(' '))).match(/--[a-z-]+/g);
    return [name, new Set(options)] as [string, Set<string>];
  });
  return new Map(await Promise.all(pages));
}

function commandsIn(text: string): string[] {
  return [...text.matchAll(/^ {2}([a-z]+(?:-[a-z]+)*)\b/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== 'help');
}

async function help(words: readonly string[]): Promise<string> {
  let said = '';
  const status = await runCommand([...words, '--help'], {
    stdout: (text) => (said += text),
    stderr: (text) => (said += text),
    isTerminal: false,
    environment: {},
    now: Date.now,
  });
  expect({ words, status }).toEqual({ words, status: 0 });
  return said;
}

interface LintEntry {
  readonly files?: readonly string[];
  readonly rules?: Record<string, unknown>;
}

function forbiddenTo(config: readonly LintEntry[], folder: string): string[] {
  const entry = config.find(({ files }) => files?.includes(`src/${folder}/**/*.ts`) && files.length === 1);
  const [, { patterns }] = entry!.rules!['@typescript-eslint/no-restricted-imports'] as [
    string,
    { patterns: { message: string }[] },
  ];
  return patterns.flatMap(({ message }) => /must not import src\/(\w+)/.exec(message)?.[1] ?? []);
}

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every key of a schema that has no keys below it, as `mail.imap.host`; names that the writer chooses are left out. */
function pathsOf(schema: z.ZodType): string[] {
  return leaves(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function leaves(schema: JsonSchema): string[] {
  const below = schema.additionalProperties;
  if (schema.items && !Array.isArray(schema.items)) return leaves(schema.items);
  if (typeof below === 'object' && schema.properties === undefined) return leaves(below);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const deeper = leaves(value);
    return deeper.length === 0 ? [key] : deeper.map((path) => `${key}.${path}`);
  });
}

/** What a key may be called where its place is clear: `a.b.c` is `b`, `a.b`, `b.c`, `c` … */
function suffixes(path: string): string[] {
  const parts = path.split('.');
  return parts.flatMap((_, from) =>
    parts.slice(from).map((_part, length) => parts.slice(from, from + length + 1).join('.')),
  );
}

function pathsOfValue(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(pathsOfValue))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const deeper = pathsOfValue(item);
    return deeper.length === 0 ? [key] : deeper.map((path) => `${key}.${path}`);
  });
}
