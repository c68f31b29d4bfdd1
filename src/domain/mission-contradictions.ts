import { PARAMETER_LUNS, TOOLKIT_LUNS } from './luns.js';
import type { InputType, LevelPlan, Limits, Mission, ProductRow } from './mission.js';
import { granulesOfDay } from './readiness.js';
import { dataDay } from './data-day.js';

/** A problem of a mission: where it stands in the file, and one sentence without its full stop. */
export interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}

/**
 * The problems of a mission that its schema cannot see: parts that contradict each other, and what every product day
 * would fail or wait for in vain because of it.
 */
export function missionContradictions(mission: Mission): Contradiction[] {
  return [
    ...Object.entries(mission.inputs).flatMap(([type, input]) =>
      under(['inputs', type], inputProblems(mission, type, input)),
    ),
    ...Object.entries(mission.levels).flatMap(([name, plan]) => [
      ...plan.inputs.flatMap((_, index) =>
        under(['levels', name, 'inputs', index], ruleProblems(mission, name, index)),
      ),
      ...plan.products.flatMap((_, index) =>
        under(['levels', name, 'products', index], rowProblems(mission, name, index)),
      ),
      ...under(['levels', name, 'run', 'parameters'], parameterProblems(plan)),
      ...under(['levels', name, 'products'], deliveryProblems(name, plan)),
    ]),
  ];
}

function under(path: (string | number)[], problems: readonly Contradiction[]): Contradiction[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

function inputProblems(mission: Mission, type: string, input: InputType): Contradiction[] {
  const problems = [...rangeProblem('size', input.size)];
  if ((input.edos === undefined) === (input.pattern === undefined)) {
    problems.push({ path: [], message: `${type} needs either 'edos' or 'pattern', and not both` });
  } else if (input.pattern !== undefined) {
    const groups = input.every === '2h' ? ['date', 'time', 'made'] : ['date', 'made'];
    const lacking = groups.filter((group) => !input.pattern!.includes(`(?<${group}>`));
    if (lacking.length > 0) {
      const names = lacking.map((group) => `(?<${group}>…)`).join(', ');
      problems.push({ path: ['pattern'], message: `the pattern of ${type} lacks ${names}` });
    }
  } else {
    const [first] = Object.entries(mission.inputs).find(([, { edos }]) => sameSource(edos, input.edos))!;
    if (first !== type) problems.push({ path: ['edos'], message: `${type} has the same source as ${first}` });
  }
  return problems;
}

function sameSource(a: InputType['edos'], b: InputType['edos']): boolean {
  return a !== undefined && b !== undefined && a.scid === b.scid && a.apid === b.apid;
}

function ruleProblems(mission: Mission, level: string, index: number): Contradiction[] {
  const plan = mission.levels[level]!;
  const rule = plan.inputs[index]!;
  const maker = makerOf(mission, rule.type);
  const problems: Contradiction[] = [];
  if (!mission.inputs[rule.type] && !maker) {
    problems.push({
      path: ['type'],
      message: `${rule.type} is neither an input of the mission nor a product of a level`,
    });
    return problems;
  }
  if (plan.inputs.findIndex((other) => other.type === rule.type) !== index)
    problems.push({ path: ['type'], message: `${level} has two rules for ${rule.type}` });
  if (rule.nearest) {
    if (!maker?.name.includes('{event}'))
      problems.push({ path: ['nearest'], message: `${rule.type} has no {event} to be nearest to` });
    return problems;
  }
  if (maker && plan.products.includes(maker) && rule.days.includes(0))
    problems.push({ path: ['type'], message: `${level} would wait for ${rule.type}, which it makes itself` });
  const count = granulesOfDay(mission, rule.type, dataDay('2000-01-01')).length * new Set(rule.days).size;
  for (const key of ['minimum', 'wanted'] as const) {
    const asked = rule[key];
    if (asked !== undefined && asked > count)
      problems.push({ path: [key], message: `${rule.type} has only ${count} granules, not ${asked}` });
  }
  return problems;
}

/** A delivery of nothing has no PDR that a DAAC would take. */
function deliveryProblems(level: string, plan: LevelPlan): Contradiction[] {
  if (plan.products.some((row) => row.deliver)) return [];
  return [
    { path: [], message: `${level} delivers nothing; one of its products must not say 'deliver: false'` },
  ];
}

function rowProblems(mission: Mission, level: string, index: number): Contradiction[] {
  const plan = mission.levels[level]!;
  const row = plan.products[index]!;
  const problems = [
    ...rangeProblem('size', row.size),
    ...rangeProblem('count', row.count),
    ...nameProblems(row),
    ...qaProblems(row),
  ];
  if (makerOf(mission, row.type) !== row)
    problems.push({ path: ['type'], message: `${row.type} stands in two product tables or twice in one` });
  if (row.madeFrom && !plan.products.some((other) => other.type === row.madeFrom!.type)) {
    problems.push({
      path: ['madeFrom', 'type'],
      message: `${row.type} is made from ${row.madeFrom.type}, which this level does not make`,
    });
  }
  if (!row.madeFrom && plan.inputs.some((rule) => rule.lun === row.lun))
    problems.push({ path: ['lun'], message: `LUN ${row.lun} is that of an input; a PCF cannot hold both` });
  if (Object.values<number>(TOOLKIT_LUNS).includes(row.lun))
    problems.push({ path: ['lun'], message: `LUN ${row.lun} is the toolkit's own` });
  return problems;
}

function nameProblems({ type, name }: ProductRow): Contradiction[] {
  const placeholders: string[] = name.match(/\{[^}]*\}/g) ?? [];
  const problem = (message: string): Contradiction[] => [{ path: ['name'], message }];
  for (const placeholder of placeholders) {
    if (!/^\{(day|version|event)\}$/.test(placeholder))
      return problem(`${placeholder} is none of {day}, {version} and {event}`);
  }
  if (new Set(placeholders).size !== placeholders.length)
    return problem(`the name of ${type} holds a placeholder twice`);
  for (const needed of ['{day}', '{version}']) {
    if (!placeholders.includes(needed)) return problem(`the name of ${type} lacks ${needed}`);
  }
  if (!/^[\w.{}+-]+$/.test(name) || name.startsWith('.') || name.endsWith('.met'))
    return problem(`'${name}' is no name for a product file`);
  return [];
}

function qaProblems({ qa }: ProductRow): Contradiction[] {
  const problems: Contradiction[] = [];
  const order = (path: (string | number)[], limits: Limits, rising: boolean) => {
    if (rising ? limits.suspect <= limits.failed : limits.suspect >= limits.failed) return;
    problems.push({
      path,
      message: `'suspect' (${limits.suspect}) is reached only after 'failed' (${limits.failed})`,
    });
  };
  qa?.fields.forEach((field, index) => {
    order(['qa', 'fields', index, 'missing'], field.missing, true);
    order(['qa', 'fields', index, 'outOfRange'], field.outOfRange, true);
    const [low, high] = field.valid;
    if (low > high)
      problems.push({ path: ['qa', 'fields', index, 'valid'], message: `${low} to ${high} is no range` });
  });
  if (qa?.time) order(['qa', 'time', 'coverage'], qa.time.coverage, false);
  return problems;
}

function parameterProblems(plan: LevelPlan): Contradiction[] {
  const taken = new Set<number>([...Object.values(PARAMETER_LUNS), TOOLKIT_LUNS.loggingControl]);
  const problems: Contradiction[] = [];
  plan.run.parameters.forEach(({ lun }, index) => {
    if (taken.has(lun))
      problems.push({
        path: [index, 'lun'],
        message: `the parameter of LUN ${lun} would stand twice in the PCF`,
      });
    taken.add(lun);
  });
  return problems;
}

function rangeProblem(key: string, { min, max }: { min: number; max: number }): Contradiction[] {
  return min > max ? [{ path: [key], message: `'${key}': ${min} to ${max} is no range` }] : [];
}

function makerOf(mission: Mission, type: string): ProductRow | undefined {
  return Object.values(mission.levels)
    .flatMap((plan) => plan.products)
    .find((row) => row.type === type);
}
