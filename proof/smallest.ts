import type { Matrix, ScenarioRow } from '../reporters/matrix-types.ts';
import { byCodeUnit } from './order.ts';

type Candidate = Pick<ScenarioRow, 'id' | 'requests' | 'kills'>;

const gain = (candidate: Candidate, shown: ReadonlySet<string>): number =>
  candidate.kills.filter((kill) => !shown.has(kill)).length;

const better = (a: Candidate, b: Candidate, shown: ReadonlySet<string>): boolean => {
  const difference = gain(a, shown) - gain(b, shown);
  if (difference !== 0) return difference > 0;
  if (a.requests !== b.requests) return a.requests < b.requests;
  return byCodeUnit(a.id, b.id) < 0;
};

const greedy = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const shown = new Set<string>();
  const chosen: Candidate[] = [];
  for (;;) {
    const [first, ...rest] = candidates;
    if (first === undefined) return chosen;
    const best = rest.reduce((held, next) => (better(next, held, shown) ? next : held), first);
    if (gain(best, shown) === 0) return chosen;
    chosen.push(best);
    for (const kill of best.kills) shown.add(kill);
  }
};

/** Drops every scenario whose faults the others of the set show too, the last chosen first. */
const withoutSpare = (chosen: readonly Candidate[]): readonly Candidate[] =>
  chosen.reduceRight<readonly Candidate[]>((kept, candidate) => {
    const others = kept.filter((other) => other !== candidate);
    const shown = new Set(others.flatMap((other) => other.kills));
    return gain(candidate, shown) === 0 ? others : kept;
  }, chosen);

const onlyKills = (candidates: readonly Candidate[], counts: (kill: string) => boolean): readonly Candidate[] =>
  candidates.map((candidate) => ({ ...candidate, kills: candidate.kills.filter(counts) }));

const cover = (candidates: readonly Candidate[]): readonly Candidate[] => greedy(withoutSpare(greedy(candidates)));

/**
 * A small set of scenarios that shows every fault that any scenario shows: greedy set cover, then without what became
 * spare. Not always the smallest there is (that is NP-hard), and always the same for the same input. Faults that need luck
 * come and count last, so that they do not change what is chosen for the others.
 */
export const smallestSet = (
  scenarios: readonly Candidate[],
  needsLuck: (kill: string) => boolean,
): Matrix['smallest'] => {
  const certain = cover(onlyKills(scenarios, (kill) => !needsLuck(kill)));
  const kills = new Map(scenarios.map((scenario) => [scenario.id, scenario.kills]));
  const shownAlready = new Set(certain.flatMap(({ id }) => kills.get(id) ?? []));
  const lucky = cover(onlyKills(scenarios, (kill) => !shownAlready.has(kill)));
  const chosen = [...certain, ...lucky];
  return chosen.map(({ id }, index) => {
    const soFar = chosen.slice(0, index + 1);
    const shown = new Set(soFar.flatMap((one) => kills.get(one.id) ?? []));
    const killed = [...shown].filter((kill) => index >= certain.length - 1 || !needsLuck(kill)).length;
    return { scenario: id, requests: soFar.reduce((sum, { requests }) => sum + requests, 0), killed };
  });
};

/** A scenario that makes `scenario` spare: it shows the same faults and more, or the same with fewer requests. */
export const coveredBy = (scenario: Candidate, all: readonly Candidate[]): string | undefined => {
  const shows = new Set(scenario.kills);
  return all.find((other) => {
    if (other.id === scenario.id || !scenario.kills.every((kill) => other.kills.includes(kill))) return false;
    if (other.kills.length > shows.size) return true;
    if (other.requests !== scenario.requests) return other.requests < scenario.requests;
    return byCodeUnit(other.id, scenario.id) < 0;
  })?.id;
};
