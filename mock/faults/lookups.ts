import { after, faultsOf, forgive, isRefusal, remembering } from '../changes/change.ts';
import type { Call, Change, Provider } from '../types.ts';

const CLASS = 'lookups';

export const mainOrganization = (call: Call, { world }: Provider): void => {
  const { main } = world.organizations;
  if (main !== undefined) call.organization = main;
};

export const mainNetwork = (call: Call, { world }: Provider): void => {
  const { main } = world.networks;
  if (main !== undefined) call.network = main;
};

type Kind = 'organization' | 'network';

/** Finds the main one by a text that is not quite its own; `like` is told the text and what it should be. */
const findMain = (of: Kind, like: (text: string, own: string) => boolean): Change =>
  forgive(
    of === 'organization' ? 'findOrganization' : 'findNetwork',
    of === 'organization' ? mainOrganization : mainNetwork,
    (call, { world }) => {
      const main = of === 'organization' ? world.organizations.main : world.networks.main;
      const own: Readonly<Record<string, unknown>> = { ...main };
      return Object.entries(call.lookups[of] ?? {}).some(([member, text]) => like(text, String(own[member])));
    },
  );

const LIKE = (['organization', 'network'] as const).flatMap((of) =>
  faultsOf(CLASS, [
    {
      id: `${of}-found-by-longer-text`,
      text: `The ${of} is found by a text that only begins as its own does.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: findMain(of, (text, own) => text.startsWith(own)),
    },
    {
      id: `${of}-found-by-expression`,
      text: `The ${of} is found by a regular expression that it matches.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: findMain(of, (text) => text === '.*'),
    },
    {
      id: `${of}-found-by-its-beginning`,
      text: `The ${of} is found by a text that its own begins with.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: findMain(of, (text, own) => text.trim() !== '' && own.startsWith(text)),
    },
    {
      id: `${of}-found-by-underscores`,
      text: `The ${of} is found by a text that has underscores where its own has other characters.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: findMain(
        of,
        (text, own) => text.length === own.length && [...text].every((one, at) => one === '_' || one === own[at]),
      ),
    },
    {
      id: `${of}-found-by-star`,
      text: `The ${of} is found by a star.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: findMain(of, (text) => text === '*'),
    },
  ]),
);

const FOUND = faultsOf(CLASS, [
  {
    id: 'suspended-organization-served',
    text: 'An address is allocated to a suspended organization.',
    requirement: 'LOOK-3',
    apply: after('organizationStatus', (outcome) =>
      isRefusal(outcome) && outcome.refused === 'organization_suspended' ? undefined : outcome,
    ),
  },
  {
    id: 'inactive-organization-served',
    text: 'An address is allocated to an organization that was not activated.',
    requirement: 'LOOK-4',
    apply: after('organizationStatus', (outcome) =>
      isRefusal(outcome) && outcome.refused === 'organization_not_activated' ? undefined : outcome,
    ),
  },
  {
    id: 'unknown-organization-served',
    text: 'An organization that does not exist is taken for the default one.',
    requirement: 'LOOK-1',
    apply: forgive('findOrganization', mainOrganization),
  },
  {
    id: 'unknown-network-served',
    text: 'A network that does not exist is taken for the default one.',
    requirement: 'LOOK-2',
    apply: forgive('findNetwork', mainNetwork),
  },
  {
    id: 'wildcards-find',
    text: 'A lookup by a wildcard finds something.',
    requirement: 'LOOK-1',
    apply: forgive('findOrganization', mainOrganization, (call) =>
      Object.values(call.lookups.organization ?? {}).includes('%'),
    ),
  },
  {
    id: 'code-in-lookup-runs',
    text: 'A lookup by an id that holds code of a query finds something.',
    requirement: 'LOOK-1',
    apply: forgive('findOrganization', mainOrganization, (call) =>
      Object.values(call.lookups.organization ?? {}).some((text) => text.includes("'")),
    ),
  },
  {
    id: 'not-found-only-once',
    text: 'An organization that was not found is found when it is asked for again.',
    requirement: 'LOOK-1',
    apply: remembering(() => {
      const asked = new Set<string>();
      return forgive('findOrganization', mainOrganization, (call) => {
        const key = JSON.stringify(call.lookups.organization);
        const again = asked.has(key);
        asked.add(key);
        return again;
      });
    }),
  },
  {
    id: 'suspended-only-by-id',
    text: 'A suspended organization is served if it is named by its sub domain.',
    requirement: 'LOOK-3',
    apply: after('organizationStatus', (outcome, call) =>
      isRefusal(outcome) &&
      outcome.refused === 'organization_suspended' &&
      call.lookups.organization?.sub_domain !== undefined
        ? undefined
        : outcome,
    ),
  },
]);

export const LOOKUPS = [...FOUND, ...LIKE];
