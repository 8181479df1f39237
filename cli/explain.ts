import type { Command } from 'commander';
import { meant } from '../documents/nearest.ts';
import { formatPlace, InputError } from '../documents/problems.ts';
import { count } from '../reporters/text.ts';
import type {
  Expect,
  Lot,
  ProviderState,
  RequestStep,
  RequestTemplate,
  Scenario,
  Step,
} from '../runner/types/scenario.ts';
import type { Answer, Requirement, Spec } from '../runner/types/spec.ts';
import { DONE, optionProblem } from './exit.ts';
import type { Contract, ScenarioFlags } from './inputs.ts';
import { addSuiteOptions, readContract } from './inputs.ts';
import { changeProfile, otherProfile } from './other-profile.ts';
import { print } from './terminal.ts';

const row = (label: string, text: string): string => `${label.padEnd(9)} ${text}`;
const rows = (label: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, index) => row(index === 0 ? label : '', text));

const stateText = ({ name, params }: ProviderState): string =>
  Object.keys(params).length === 0 ? name : `${name} ${JSON.stringify(params)}`;

/** An answer by status and code, and the detail that it must have. */
export const answerText = ({ status, code, detail }: Answer, success: number): string => {
  const shown = code === null ? success : status;
  const words = code === null ? 'success' : (code ?? 'any body');
  return `${shown} ${words}${detail === undefined ? '' : ` with detail ${JSON.stringify(detail)}`}`;
};

const allocatesText = (created: number | 'answered'): string =>
  created === 'answered'
    ? 'exactly what was answered is new in the list afterwards'
    : `exactly ${count(created, 'new resource')} ${created === 1 ? 'is' : 'are'} listed afterwards`;

const demands = (expect: Expect): readonly string[] => [
  ...(expect.succeed === undefined ? [] : [`exactly ${expect.succeed} succeed`]),
  ...(expect.allocates === undefined ? [] : [allocatesText(expect.allocates)]),
  ...Object.entries(expect.body).map(([pointer, value]) => `body ${pointer} is ${JSON.stringify(value)}`),
  ...Object.entries(expect.differs ?? {}).map(
    ([pointer, value]) => `body ${pointer} is anything but ${JSON.stringify(value)}`,
  ),
  ...Object.entries(expect.lists ?? {}).map(([pointer, value]) => `the listed ${pointer} is ${JSON.stringify(value)}`),
  ...(expect.sameAs === undefined ? [] : [`the same as all answers of step ${expect.sameAs}`]),
  ...Object.entries(expect.detail).map(([member, value]) =>
    Array.isArray(value)
      ? `detail ${member} holds ${value.map((item) => JSON.stringify(item)).join(', ')}`
      : `detail ${member} is ${JSON.stringify(value)}`,
  ),
  ...Object.entries(expect.headers).map(([name, value]) =>
    typeof value === 'string' ? `header ${name} is ${value}` : `header ${name} is ${value ? 'present' : 'absent'}`,
  ),
  ...Object.entries(expect.falls ?? {}).map(
    ([name, limit]) => `header ${name} falls with each answer, but for what time gives back, and is at most ${limit}`,
  ),
  ...(expect.unlisted ?? []).map((id) => `no page of the list has ${id} afterwards`),
  ...expect.conceals.map((text) => `no part of the answer contains ${text}`),
];

const oftenText = ({ times, until }: Pick<RequestStep, 'times' | 'until'>): string => {
  if (until !== undefined) return ', again and again';
  return times === 1 ? '' : `, ${times} times`;
};

const requestText = ({ request, ...lot }: Lot, spec: Spec): string => {
  const operation = spec.operations[request.operation];
  const method = request.method ?? operation?.method ?? 'GET';
  const query = new URLSearchParams(request.query).toString();
  const path = `${request.path ?? operation?.path ?? ''}${query === '' ? '' : `?${decodeURIComponent(query)}`}`;
  return `${method} ${path} as ${request.as}${oftenText(lot)}`;
};

const bodyText = ({ body }: RequestTemplate): readonly string[] => {
  if (body === undefined) return [];
  return ['json' in body ? JSON.stringify(body.json) : body.raw];
};

const lotLines = (
  label: string,
  lot: Lot & Pick<RequestStep, 'until'>,
  where: string,
  spec: Spec,
): readonly string[] => {
  const { request, expect, until } = lot;
  const success = spec.operations[request.operation]?.success ?? 200;
  const answersOf = (answers: readonly Answer[]): readonly string[] =>
    answers.map((answer) => answerText(answer, success));
  return [
    row(label, `${requestText(lot, spec)}${where}`),
    ...Object.entries(request.headers).map(([name, value]) =>
      row('', value === null ? `no ${name}` : `${name}: ${value}`),
    ),
    ...bodyText(request).map((text) => row('', text)),
    ...rows('until', until === undefined ? [] : answersOf(until)),
    ...rows('answer', answersOf(expect.answers)),
    ...rows('', demands(expect)),
    ...rows('because', expect.says === '' ? [] : [expect.says]),
  ];
};

const stepLines = (step: Step, spec: Spec): readonly string[] => {
  if (step.kind === 'state') return rows('state', [stateText(step.state)]);
  const where = `${step.together ? ', all at once' : ''}   (step ${step.id}, ${formatPlace(step.place)})`;
  return [
    ...lotLines('request', step, where, spec),
    ...(step.among ?? []).flatMap((lot) => lotLines('and', lot, ', at the same time', spec)),
  ];
};

const requirementLine = (id: string, { requirements }: Spec): string =>
  `${id} ${requirements.find((requirement) => requirement.id === id)?.text ?? ''}`;

const scenarioLines = (scenario: Scenario, spec: Spec): readonly string[] => [
  scenario.id,
  scenario.title,
  '',
  row('level', scenario.level),
  ...rows(
    'proves',
    scenario.requirements.map((id) => requirementLine(id, spec)),
  ),
  row('place', formatPlace(scenario.place)),
  ...rows('given', scenario.given.map(stateText)),
  ...rows(
    'unknown',
    Object.entries(scenario.unknown ?? {}).map(([key, value]) => `no ${key} of the target is ${JSON.stringify(value)}`),
  ),
  ...scenario.steps.flatMap((step) => ['', ...stepLines(step, spec)]),
];

const requirementLines = (requirement: Requirement, scenarios: readonly Scenario[]): readonly string[] => {
  const { id, text, level, source, place, pointer, universal } = requirement;
  const provedBy = scenarios.filter(({ requirements }) => requirements.includes(id)).map((scenario) => scenario.id);
  return [
    `${id} ${text}`,
    '',
    row('level', level),
    row('source', source),
    row('place', `${formatPlace(place)} (${pointer})`),
    ...rows('proved by', universal ? ['every answer'] : []),
    ...rows('proved by', provedBy),
  ];
};

const linesFor = (id: string, { description, scenarios }: Contract): readonly string[] | undefined => {
  const { spec } = description;
  const requirement = spec.requirements.find((candidate) => candidate.id === id);
  if (requirement !== undefined) return requirementLines(requirement, scenarios);
  const scenario = scenarios.find((candidate) => candidate.id === id);
  return scenario && scenarioLines(scenario, spec);
};

const remedyFor = (id: string, { description, scenarios }: Contract, profile: string | undefined): string => {
  if (profile !== undefined) return changeProfile(profile, 'it');
  const [named, another] = scenarios.filter((scenario) => scenario.id.endsWith(`/${id}`));
  if (named !== undefined && another === undefined) return `Did you mean \`${named.id}\`?`;
  const known = [...description.spec.requirements, ...scenarios].map((candidate) => candidate.id);
  return meant(id, known, '`list` shows the scenarios, `list requirements` the requirements.');
};

/** A profile other than that of a contract which knows the id. */
const profileWith = (id: string, contract: Contract, flags: ScenarioFlags): Promise<string | undefined> =>
  otherProfile(
    contract.description.spec.profile,
    async (profile) => linesFor(id, await readContract({ ...flags, profile })) !== undefined,
  );

const explain = async (id: string, flags: ScenarioFlags): Promise<readonly string[]> => {
  const contract = await readContract(flags);
  const lines = linesFor(id, contract);
  if (lines !== undefined) return lines;
  const remedy = remedyFor(id, contract, await profileWith(id, contract, flags));
  throw new InputError([optionProblem('explain', `no scenario or requirement has the id \`${id}\``, remedy)]);
};

/** `explain`: what a scenario does and demands, or what a requirement says and where it comes from. */
export const configure = (command: Command): void => {
  addSuiteOptions(command.argument('<id>', 'id of a scenario or a requirement')).action(
    async (id: string, flags: ScenarioFlags) => {
      await print(`${(await explain(id, flags)).join('\n')}\n`);
      process.exitCode = DONE;
    },
  );
};
