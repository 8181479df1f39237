import { isObject } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { faultsOf, LIVE, refuseAt } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import type { Call, Change, Provider } from '../types.ts';

/** Takes the default of a kind where nothing was sent. */
const defaultTo = (of: 'organization' | 'network', missing: undefined | null): Change =>
  readAs(of, (value, { world }) => {
    const { id = '' } = (of === 'organization' ? world.organizations : world.networks).main ?? {};
    return value === missing ? { id } : value;
  });

const unpacked = (value: Json): Json => (Array.isArray(value) && typeof value[0] === 'string' ? value[0] : value);

const unpackMembers = (of: 'organization' | 'network'): Change =>
  readAs(of, (value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).map(([member, one]) => [member, unpacked(one)])) : value,
  );

const knownIn = (of: string, { answers }: Provider): readonly string[] =>
  (answers.description.spec.tables.exclusive ?? []).filter((row) => row.of === of).map(({ one }) => String(one));

const strangerIn =
  (of: 'organization' | 'network') =>
  (call: Call, provider: Provider): boolean => {
    const value = call.input[of];
    const known = knownIn(of, provider);
    const members = isObject(value) ? Object.keys(value) : [];
    return members.some((member) => known.includes(member)) && members.some((member) => !known.includes(member));
  };

/** Takes the default of a kind where a member of its lookup holds nothing that is no text. */
const defaultForNothing = (of: 'organization' | 'network'): Change =>
  readAs(of, (value, { world }) => {
    const { id = '' } = (of === 'organization' ? world.organizations : world.networks).main ?? {};
    const given = isObject(value) && Object.keys(value).length === 1 ? Object.values(value)[0] : undefined;
    return given === false || (Array.isArray(given) && given.length === 0) ? { id } : value;
  });

const VERSIONS = faultsOf('arguments', [
  {
    id: 'version-defaults',
    text: 'A missing version means ipv4.',
    requirement: 'ARG-1',
    apply: readAs('version', (value) => value ?? 'ipv4'),
  },
  {
    id: 'version-false-defaults',
    text: 'A version of false means ipv4.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === false ? 'ipv4' : value)),
  },
  {
    id: 'version-in-any-case',
    text: 'A version is taken in capital letters.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (typeof value === 'string' ? value.toLowerCase() : value)),
  },
  {
    id: 'version-by-digit',
    text: 'The digit alone is taken for the version, as a number or as text.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === 4 || value === '4' ? 'ipv4' : value)),
  },
  {
    id: 'version-trimmed',
    text: 'Blanks around the version are ignored.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (typeof value === 'string' ? value.trim() : value)),
  },
  {
    id: 'version-by-beginning',
    text: 'A text that begins with a version is taken for it.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) =>
      typeof value === 'string' ? (/^ipv[46](?=,)/.exec(value)?.[0] ?? value) : value,
    ),
  },
  {
    id: 'version-in-a-list',
    text: 'A list of one version is taken for that version.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value)),
  },
  {
    id: 'version-up-to-line-break',
    text: 'A version may be followed by a line break.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (typeof value === 'string' ? value.replace(/\n$/, '') : value)),
  },
  {
    id: 'version-trimmed-at-its-beginning',
    text: 'Blanks before the version are ignored.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (typeof value === 'string' ? value.trimStart() : value)),
  },
  {
    id: 'ipv6-by-beginning',
    text: 'A text that begins with ipv6 is taken for it.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (typeof value === 'string' ? value.replace(/^ipv6.+$/, 'ipv6') : value)),
  },
  {
    id: 'ipv6-in-any-case',
    text: 'ipv6 is taken in capital letters too.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (/^ipv6$/i.test(String(value)) ? 'ipv6' : value)),
  },
  {
    id: 'ipv6-by-number',
    text: 'The number 6 is taken for ipv6.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === 6 ? 'ipv6' : value)),
  },
  {
    id: 'ipv6-by-digit',
    text: 'The text 6 is taken for ipv6.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === '6' ? 'ipv6' : value)),
  },
  {
    id: 'version-by-index',
    text: 'The numbers 0 and 1 are taken for the first and the second version.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === 0 || value === 1 ? (['ipv4', 'ipv6'][value] ?? value) : value)),
  },
  {
    id: 'ipv6-in-a-list',
    text: 'A list that begins with ipv6 is taken for ipv6.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (Array.isArray(value) && value[0] === 'ipv6' ? 'ipv6' : value)),
  },
  {
    id: 'version-of-nothing-defaults',
    text: 'A version that is an empty list or of blanks means ipv4.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) =>
      (Array.isArray(value) && value.length === 0) || /^\s+$/.test(String(value)) ? 'ipv4' : value,
    ),
  },
  {
    id: 'unknown-version-means-ipv4',
    text: 'A version that does not exist means ipv4.',
    requirement: 'ARG-2',
    apply: readAs('version', (value) => (value === 'ipv5' ? 'ipv4' : value)),
  },
]);

const REQUIRED = (['organization', 'network'] as const).flatMap((of) =>
  faultsOf('arguments', [
    {
      id: `${of}-defaults-if-absent`,
      text: `Where the ${of} is absent the default one is meant.`,
      requirement: 'ARG-1',
      apply: defaultTo(of, undefined),
    },
    {
      id: `${of}-defaults-if-null`,
      text: `Where the ${of} is null the default one is meant.`,
      requirement: 'ARG-1',
      apply: defaultTo(of, null),
    },
    {
      id: `${of}-member-of-nothing-defaults`,
      text: `A member of the ${of} lookup that is false or an empty list names the default one.`,
      requirement: 'ARG-3',
      apply: defaultForNothing(of),
    },
    {
      id: `${of}-members-unpacked`,
      text: `A member of the ${of} lookup is taken out of a list.`,
      requirement: 'ARG-3',
      apply: unpackMembers(of),
    },
    {
      id: `${of}-lookup-refuses-strangers`,
      text: `A member that the ${of} lookup does not know is refused beside one that it knows.`,
      requirement: 'ARG-6',
      apply: refuseAt(of, 'validation_error', strangerIn(of)),
    },
  ]),
);

const FUSSY = faultsOf('arguments', [
  {
    id: 'accept-must-name-json',
    text: 'A request that accepts what is not called JSON is refused.',
    requirement: 'SUCC-1',
    profiles: LIVE,
    apply: refuseAt(
      'syntax',
      'validation_error',
      ({ request }) => !String(request.headers.accept ?? 'json').includes('json'),
    ),
  },
  {
    id: 'bodies-of-a-kilobyte-refused',
    text: 'A body of more than 1024 bytes is refused.',
    requirement: 'SUCC-1',
    profiles: LIVE,
    apply: refuseAt('syntax', 'invalid_json_body', ({ request }) => request.body.length > 1024),
  },
]);

export const ARGUMENTS = [...VERSIONS, ...REQUIRED, ...FUSSY];
