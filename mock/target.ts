import type { Credential, Target } from '../runner/types/target.ts';
import { alphanumerics, randomFrom } from './random.ts';
import type { World } from './world.ts';

type Attributes = Readonly<Record<string, string>>;

const credentialsOf = (world: World, seed: string): Readonly<Record<string, Credential>> => {
  const known = Object.values(world.tokens).map(({ role, secret }) => [role, secret] as const);
  // A token that nobody has been given.
  const unknown = ['unknown', alphanumerics(randomFrom(`${seed} unknown`), 40)] as const;
  return Object.fromEntries(
    [...known, unknown].map(([role, secret]) => [role, { role, secret, variable: `${role.toUpperCase()}_TOKEN` }]),
  );
};

const rolesOf = (world: World): Readonly<Record<string, Readonly<Record<string, Attributes>>>> => ({
  organization: Object.fromEntries(
    Object.entries(world.organizations).map(([role, { id, sub_domain }]) => [role, { id, sub_domain }]),
  ),
  network: Object.fromEntries(
    Object.entries(world.networks).map(([role, { id, permalink, name }]) => [role, { id, permalink, name }]),
  ),
});

/** The mock as a target on which every scenario can run. Draining may take more than the pool of role `drain` has. */
export const targetOf = (
  world: World,
  { seed, profile, url, statesUrl }: { seed: string; profile: string; url: string; statesUrl: string },
): Target => ({
  url,
  profile,
  tokens: credentialsOf(world, seed),
  roles: rolesOf(world),
  dedicated: true,
  states: { url: statesUrl, headers: {} },
  timeouts: { connectMs: 10_000, headersMs: 10_000, bodyMs: 10_000 },
  limits: { allocations: 500, drain: 10, concurrency: 16, responseBytes: 1_048_576, rateWaitMs: 61_000 },
  tls: { insecure: false },
});
