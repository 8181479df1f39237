import { nextFree } from '../pools.ts';
import type { Outcome, Rate, Refusal } from '../replies.ts';
import { reserve } from '../stages/addresses.ts';
import type { Network, Organization } from '../things.ts';
import type { Call, Change, Fault, Provider, Stage, StageName } from '../types.ts';
import { poolOf } from '../world.ts';

export const DOCUMENTED = ['documented'] as const;
export const LIVE = ['live'] as const;
const BOTH = [...DOCUMENTED, ...LIVE] as const;

type Entry = Pick<Fault, 'id' | 'text' | 'requirement' | 'apply'> &
  Partial<Pick<Fault, 'profiles' | 'deterministic' | 'verdict'>>;

/** Faults of one class; unless they say otherwise they are deterministic, exist in both profiles and can be seen to be failures. */
export const faultsOf = (name: string, entries: readonly Entry[]): readonly Fault[] =>
  entries.map((entry) => ({ class: name, profiles: BOTH, deterministic: true, verdict: 'failed', ...entry }));

/** A change that remembers something: `make` is called once for every server. */
export const remembering =
  (make: (random: () => number) => Change): Change =>
  (behaviour, random) =>
    make(random)(behaviour, random);

/** Several changes as one. */
export const all =
  (...changes: readonly Change[]): Change =>
  (behaviour, random) =>
    changes.reduce((changed, change) => change(changed, random), behaviour);

/** The minute that the limit counts for a token begins anew with some of its requests. */
export const minuteAnew =
  (begins: (rate: Rate) => boolean): Change =>
  (behaviour) => ({
    ...behaviour,
    count: (limiter, role, now) => {
      const rate = behaviour.count(limiter, role, now);
      const window = limiter.windows.get(role);
      if (begins(rate) && window !== undefined) limiter.windows.set(role, { ...window, start: now });
      return rate;
    },
  });

/** Does the request ask for a new address? */
export const creating = (call: Call): boolean => call.operation.allocates !== undefined;

export const isRefusal = (outcome: Outcome | undefined): outcome is Refusal =>
  outcome !== undefined && 'refused' in outcome;

/** Replaces a stage; `next` is the stage as it was. */
export const inStage =
  (name: StageName, replace: (next: Stage) => Stage): Change =>
  (behaviour) => ({ ...behaviour, stages: { ...behaviour.stages, [name]: replace(behaviour.stages[name]) } });

/** Leaves stages out. */
export const without = (...names: readonly StageName[]): Change =>
  all(...names.map((name) => inStage(name, () => () => undefined)));

/** Changes what a stage of a creating request came to. */
export const after = (
  name: StageName,
  change: (outcome: Outcome | undefined, call: Call, provider: Provider) => Outcome | undefined,
): Change =>
  inStage(name, (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    return creating(call) ? change(outcome, call, provider) : outcome;
  });

/** Lets pass what a stage refuses, after something was put in its place. */
export const forgive = (
  name: StageName,
  instead: (call: Call, provider: Provider) => void = () => undefined,
  when: (call: Call, provider: Provider, refusal: Refusal) => boolean = () => true,
): Change =>
  after(name, (outcome, call, provider) => {
    if (!isRefusal(outcome) || !when(call, provider, outcome)) return outcome;
    instead(call, provider);
    return undefined;
  });

/** Refuses what a stage lets pass. */
export const refuseAt = (name: StageName, code: string, when: (call: Call, provider: Provider) => boolean): Change =>
  after(name, (outcome, call, provider) =>
    outcome === undefined && when(call, provider) ? provider.answers.refuse(call.operation, code) : outcome,
  );

/** Judges one stage of a creating request before another one. */
export const judgedBefore =
  (name: StageName, other: StageName): Change =>
  (behaviour) => {
    const names = (behaviour.order.createIpAddress ?? []).filter((one) => one !== name);
    const order = names.flatMap((one) => (one === other ? [name, one] : [one]));
    return { ...behaviour, order: { ...behaviour.order, createIpAddress: order } };
  };

/** Judges several stages of a creating request, in their order, before another one. */
export const allBefore = (names: readonly StageName[], other: StageName): Change =>
  all(...names.map((name) => judgedBefore(name, other)));

/** Changes outcomes before they become answers. */
export const onOutcome =
  (change: (outcome: Outcome, call: Call, provider: Provider) => Outcome): Change =>
  (behaviour) => ({
    ...behaviour,
    render: (outcome, call, provider) => behaviour.render(change(outcome, call, provider), call, provider),
  });

/** Answers one code instead of another, with all that belongs to it. */
export const answerInstead = (code: string, other: string): Change =>
  onOutcome((outcome, call, provider) =>
    isRefusal(outcome) && outcome.refused === code ? provider.answers.refuse(call.operation, other) : outcome,
  );

/** Allocates an address that nobody asked for, or nobody should get; to the main organization unless another is named. */
export const allocateAnyway = (
  call: Call,
  provider: Provider,
  organization: Organization | undefined = provider.world.organizations.main,
  network: Network | undefined = provider.world.networks.main,
): void => {
  const pool = network === undefined ? undefined : poolOf(provider.world, network.id, call.version ?? 'ipv4');
  const index = pool === undefined ? undefined : nextFree(pool);
  if (organization === undefined || network === undefined || pool === undefined || index === undefined) return;
  reserve(pool, index, { ...call, organization, network }, provider);
};
