import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { after, faultsOf, isRefusal, LIVE } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import { findBy, kindOf } from '../stages/lookups.ts';
import type { Network, Organization } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';

export type Of = 'organization' | 'network';

const thingsOf = (of: Of, { world }: Provider): readonly (Organization | Network)[] =>
  Object.values(of === 'organization' ? world.organizations : world.networks);

/** A lookup that names the main one. */
export const main = (of: Of, { world }: Provider): JsonObject => {
  const { id = '' } = (of === 'organization' ? world.organizations : world.networks).main ?? {};
  return { id };
};

/** The lookup's members that are texts. */
export const textsOf = (of: Of, value: Json | undefined, provider: Provider): readonly (readonly [string, string])[] =>
  kindOf(of, provider).members.flatMap((member) => {
    const text = isObject(value) ? value[member] : undefined;
    return typeof text === 'string' ? [[member, text] as const] : [];
  });

/** Keeps the first member of a lookup that has two, if `when` says so. */
export const firstMember = (
  of: Of,
  when: (texts: readonly (readonly [string, string])[], provider: Provider, value: JsonObject, call: Call) => boolean,
): Change =>
  readAs(of, (value, provider, call) => {
    const texts = textsOf(of, value, provider);
    const [entry] = texts;
    const both = isObject(value) && texts.length === 2 && entry !== undefined && when(texts, provider, value, call);
    return both ? { [entry[0]]: entry[1] } : value;
  });

const named = (
  of: Of,
  [member, text]: readonly [string, string],
  provider: Provider,
): Organization | Network | undefined => findBy(thingsOf(of, provider), { [member]: text });

const agree =
  (of: Of) =>
  (texts: readonly (readonly [string, string])[], provider: Provider): boolean => {
    const found = texts.map((text) => named(of, text, provider));
    return found[0] !== undefined && found[0] === found[1];
  };

const noneKnown =
  (of: Of) =>
  (texts: readonly (readonly [string, string])[], provider: Provider): boolean =>
    texts.every(([, text]) => text !== '') && texts.every((text) => named(of, text, provider) === undefined);

const nameless = (of: Of, value: Json | undefined, provider: Provider): value is JsonObject =>
  isObject(value) && kindOf(of, provider).members.every((member) => value[member] === undefined);

const EACH: readonly Of[] = ['organization', 'network'];

export const EXCLUSIVITY = EACH.flatMap((of) =>
  faultsOf('exclusivity', [
    {
      id: `${of}-first-member-wins`,
      text: `Of two members in the ${of} lookup the second is ignored.`,
      requirement: 'EXCL-2',
      apply: firstMember(of, (texts) => texts.every(([, text]) => text !== '')),
    },
    {
      id: `${of}-agreeing-members-taken`,
      text: `Two members in the ${of} lookup are taken if they name the same one.`,
      requirement: 'EXCL-2',
      apply: firstMember(of, agree(of)),
    },
    {
      id: `${of}-members-in-one-order-taken`,
      text: `Two members in the ${of} lookup are only noticed if id comes first.`,
      requirement: 'EXCL-2',
      apply: firstMember(of, (_, __, value) => Object.keys(value)[0] !== 'id'),
    },
    {
      id: `${of}-unknown-members-not-found`,
      text: `Two members in the ${of} lookup that both name nothing are answered as not found.`,
      requirement: 'EXCL-2',
      profiles: LIVE,
      apply: firstMember(of, noneKnown(of)),
    },
    {
      id: `${of}-blank-member-ignored`,
      text: `An empty member in the ${of} lookup counts as absent beside another one.`,
      requirement: 'EXCL-2',
      profiles: LIVE,
      apply: readAs(of, (value, provider) => {
        const texts = textsOf(of, value, provider);
        const [given, ...others] = texts.filter(([, text]) => text !== '');
        const partner = texts.length === 2 && given !== undefined && others.length === 0;
        return partner ? { [given[0]]: given[1] } : value;
      }),
    },
    {
      id: `${of}-null-member-counts`,
      text: `A member of the ${of} lookup that is null counts as given beside another one.`,
      requirement: 'EXCL-7',
      profiles: LIVE,
      apply: readAs(of, (value, provider) => {
        const nulls = isObject(value) ? kindOf(of, provider).members.filter((member) => value[member] === null) : [];
        const [member] = nulls;
        return isObject(value) &&
          nulls.length === 1 &&
          member !== undefined &&
          textsOf(of, value, provider).length === 1
          ? { ...value, [member]: 'null' }
          : value;
      }),
    },
    {
      id: `${of}-wrong-issue`,
      text: `Two members in the ${of} lookup are answered with the issue of none.`,
      requirement: 'EXCL-2',
      profiles: LIVE,
      apply: after(of, (outcome) =>
        isRefusal(outcome) && outcome.detail.issue === 'ambiguous_lookup_values'
          ? { ...outcome, detail: { ...outcome.detail, issue: 'missing_lookup_value' } }
          : outcome,
      ),
    },
    {
      id: `${of}-defaults-without-members`,
      text: `A lookup of the ${of} without members names the default one.`,
      requirement: 'EXCL-3',
      apply: readAs(of, (value, provider) =>
        nameless(of, value, provider) && Object.keys(value).length === 0 ? main(of, provider) : value,
      ),
    },
    {
      id: `${of}-any-member-is-the-id`,
      text: `A member that the ${of} lookup does not know is taken for its id.`,
      requirement: 'EXCL-3',
      apply: readAs(of, (value, provider) => {
        const [text] = nameless(of, value, provider) ? Object.values(value) : [];
        return typeof text === 'string' ? { id: text } : value;
      }),
    },
    {
      id: `${of}-blank-member-defaults`,
      text: `A lookup of the ${of} whose only member is empty names the default one.`,
      requirement: 'EXCL-3',
      apply: readAs(of, (value, provider) => {
        const texts = textsOf(of, value, provider);
        return texts.length === 1 && texts[0]?.[1] === '' && Object.keys(value ?? {}).length === 1
          ? main(of, provider)
          : value;
      }),
    },
    {
      id: `${of}-text-taken`,
      text: `A text instead of the ${of} lookup is taken for its id.`,
      requirement: 'EXCL-5',
      apply: readAs(of, (value) => (typeof value === 'string' ? { id: value } : value)),
    },
    {
      id: `${of}-json-taken`,
      text: `A text that holds the ${of} lookup as JSON is taken for it.`,
      requirement: 'EXCL-5',
      apply: readAs(of, (value) =>
        typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as Json) : value,
      ),
    },
    {
      id: `${of}-list-taken`,
      text: `A list instead of the ${of} lookup is taken for its first item.`,
      requirement: 'EXCL-5',
      apply: readAs(of, (value) => (Array.isArray(value) && value.length > 0 ? (value[0] as Json) : value)),
    },
    {
      id: `${of}-second-member-unknown`,
      text: `The ${of} lookup knows no member but id.`,
      requirement: 'EXCL-1',
      apply: readAs(of, (value, provider) => {
        const texts = textsOf(of, value, provider);
        return texts.length === 1 && texts[0]?.[0] !== 'id' ? { id: '' } : value;
      }),
    },
    {
      id: `${of}-id-finds-by-other-member`,
      text: `The id of the ${of} lookup finds by the other member too.`,
      requirement: of === 'organization' ? 'LOOK-1' : 'LOOK-2',
      apply: readAs(of, (value, provider) => {
        const [text] = textsOf(of, value, provider);
        const other = kindOf(of, provider).members.find((member) => member !== 'id') ?? '';
        const only = text?.[0] === 'id' && textsOf(of, value, provider).length === 1 ? { [other]: text[1] } : undefined;
        return only !== undefined && findBy(thingsOf(of, provider), only) !== undefined ? only : value;
      }),
    },
  ]),
);
