import { hintOf } from './hint.ts';
import { findingsOf, type Outcome } from './types/finding.ts';
import type { Report, RequirementResult, ScenarioResult } from './types/report.ts';
import type { Leak, RunEvent, Setting } from './types/run-event.ts';
import type { Requirement } from './types/spec.ts';

type Of<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

const ofType = <Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type): readonly Of<Type>[] =>
  events.filter((event): event is Of<Type> => event.type === type);

const endingOf = (finished: Of<'run-finished'> | undefined): Report['ending'] => {
  if (finished === undefined) return 'incomplete';
  return finished.interrupted ? 'interrupted' : 'complete';
};

const UNFINISHED: Readonly<Record<Report['ending'], string>> = {
  complete: 'it was planned, but never came to an end',
  interrupted: 'the run was interrupted before it came to an end',
  incomplete: 'the log of the run ends before it does',
};

const resultsOf = (
  { scenarios }: Of<'run-started'>,
  events: readonly RunEvent[],
  ending: Report['ending'],
): readonly ScenarioResult[] => {
  const began = new Map(ofType(events, 'scenario-started').map((event) => [event.scenario, event]));
  const ended = new Map(ofType(events, 'scenario-finished').map((event) => [event.scenario, event]));
  const exchanges = new Map<string, ScenarioResult['exchanges'][number][]>();
  for (const { scenario, step, exchange } of ofType(events, 'exchange')) {
    const known = exchanges.get(scenario) ?? [];
    known.push({ step, exchange });
    exchanges.set(scenario, known);
  }
  return scenarios.map((planned) => {
    const start = began.get(planned.id);
    const end = ended.get(planned.id);
    const open: Outcome =
      planned.skip === undefined
        ? { status: 'errored', reason: UNFINISHED[ending] }
        : { status: 'skipped', reason: planned.skip.join('; ') };
    return {
      ...planned,
      outcome: end?.outcome ?? open,
      durationMs: start === undefined || end === undefined ? 0 : end.at - start.at,
      exchanges: exchanges.get(planned.id) ?? [],
      ...(end?.overlap === undefined ? {} : { overlap: end.overlap }),
    };
  });
};

const requirementsOf = (
  requirements: readonly Requirement[],
  results: readonly ScenarioResult[],
  events: readonly RunEvent[],
): readonly RequirementResult[] => {
  const passed = new Set(results.filter(({ outcome }) => outcome.status === 'passed').map(({ id }) => id));
  const broken = new Set(results.flatMap((result) => findingsOf(result).flatMap((finding) => finding.requirements)));
  const judged = new Set(
    ofType(events, 'scenario-finished').flatMap((event) => (passed.has(event.scenario) ? (event.judged ?? []) : [])),
  );
  const statusOf = (id: string, named: readonly string[]): RequirementResult['status'] => {
    if (broken.has(id)) return 'broken';
    return judged.has(id) || named.some((scenario) => passed.has(scenario)) ? 'proved' : 'uncovered';
  };
  return requirements.map((requirement) => {
    const named = results.filter((result) => result.requirements.includes(requirement.id)).map(({ id }) => id);
    return { ...requirement, status: statusOf(requirement.id, named), scenarios: named };
  });
};

type AnswerCount = Report['answers'][number];

const byStatusAndCode = (one: AnswerCount, other: AnswerCount): number => {
  if (one.status !== other.status) return one.status - other.status;
  return (one.code ?? '') < (other.code ?? '') ? -1 : 1;
};

const answersOf = ({ documented }: Of<'run-started'>, events: readonly RunEvent[]): Report['answers'] => {
  const keyOf = (status: number, code: string | null): string => (code === null ? `${status}` : `${status} ${code}`);
  const counts = new Map<string, { -readonly [Member in keyof AnswerCount]: AnswerCount[Member] }>(
    documented.map(({ status, code }) => [keyOf(status, code), { status, code, documented: true, count: 0 }]),
  );
  for (const { code, exchange } of ofType(events, 'exchange')) {
    const status = exchange.response?.status;
    if (status === undefined || code === undefined) continue;
    const known = counts.get(keyOf(status, code)) ?? { status, code, documented: false, count: 0 };
    known.count++;
    counts.set(keyOf(status, code), known);
  }
  const all = [...counts.values()];
  return [...all.filter((one) => one.documented), ...all.filter((one) => !one.documented).sort(byStatusAndCode)];
};

const leakOf = ({ scenario, resource, reason, fate }: Of<'leaked'>): Leak => ({
  scenario,
  resource,
  reason,
  ...(fate === undefined ? {} : { fate }),
});

/** What was held, or may have been created, when a log broke off. */
const openOf = (events: readonly RunEvent[]): readonly Leak[] => {
  const held = new Map<string, Leak>();
  const doubts: Leak[] = [];
  for (const event of events) {
    if (event.type === 'held')
      held.set(event.resource, { ...event, reason: 'it was created, and the log ends before it is given back' });
    if (event.type === 'released' || event.type === 'leaked') held.delete(event.resource);
    if (event.type === 'doubted') doubts.push({ ...event, resource: 'unknown' });
    if (event.type !== 'leaked' && event.type !== 'explained') continue;
    const told = doubts.findIndex(({ scenario, reason }) => scenario === event.scenario && reason === event.reason);
    if (told >= 0) doubts.splice(told, 1);
  }
  return [...held.values(), ...doubts].map(({ scenario, resource, reason }) => ({ scenario, resource, reason }));
};

const countsOf = (results: readonly ScenarioResult[]): Report['counts'] => {
  const count = (status: Outcome['status']): number =>
    results.filter(({ outcome }) => outcome.status === status).length;
  return { passed: count('passed'), failed: count('failed'), errored: count('errored'), skipped: count('skipped') };
};

const verdictOf = (
  { passed, failed, errored, skipped }: Report['counts'],
  { requireAll = false }: Of<'run-started'>,
  leaks: number,
  ending: Report['ending'],
): Report['verdict'] => {
  if (failed > 0) return 'broken';
  const missing = errored + leaks + (requireAll ? skipped : 0);
  return passed > 0 && missing === 0 && ending === 'complete' ? 'conformant' : 'undetermined';
};

const settingOf = ({ tool, target, embedded, profile, spec, overlays, seed, tls }: Of<'run-started'>): Setting => ({
  tool,
  target,
  ...(embedded === undefined ? {} : { embedded }),
  profile,
  ...(spec === undefined ? {} : { spec }),
  ...(overlays === undefined ? {} : { overlays }),
  seed,
  ...(tls === undefined ? {} : { tls }),
});

/**
 * Makes the report of a run of its events. A scenario that was planned and came to no end is errored, so that a log that was cut
 * never looks better than the run was. Throws an `Error` if the first event is no `run-started`.
 */
export const collect = (log: Iterable<RunEvent>): Report => {
  const events = [...log];
  const [started] = events;
  if (started?.type !== 'run-started') throw new Error('the event log does not begin with run-started');
  const finished = ofType(events, 'run-finished')[0];
  const ending = endingOf(finished);
  const scenarios = resultsOf(started, events, ending);
  const counts = countsOf(scenarios);
  const order = new Map(scenarios.map(({ id }, index) => [id, index]));
  const leaks = [...ofType(events, 'leaked').map(leakOf), ...(ending === 'incomplete' ? openOf(events) : [])].sort(
    (one, other) => (order.get(one.scenario) ?? 0) - (order.get(other.scenario) ?? 0),
  );
  const verdict = verdictOf(counts, started, leaks.length, ending);
  const hint = verdict === 'conformant' ? undefined : hintOf(events);
  return {
    ...settingOf(started),
    startedAt: started.at,
    durationMs: (events.at(-1)?.at ?? started.at) - started.at,
    scenarios,
    requirements: requirementsOf(started.requirements, scenarios, events),
    answers: answersOf(started, events),
    leaks,
    waits: ofType(events, 'waited').map(({ ms, reason }) => ({ ms, reason })),
    created: finished?.created ?? 0,
    released: finished?.released ?? 0,
    ending,
    counts,
    ...(hint === undefined ? {} : { hint }),
    verdict,
  };
};
