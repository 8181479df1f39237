import { isObject } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { faultsOf, LIVE } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import type { Call, Change, Provider } from '../types.ts';
import { firstMember, main, type Of, textsOf } from './exclusivity.ts';

/** Situations in which a server forgets that a lookup has one member only. */
const GAPS: readonly (readonly [
  id: string,
  words: string,
  when: (call: Call, of: Of, provider: Provider) => boolean,
])[] = [
  ['for-a-vip', 'if a VIP is asked for', ({ input }) => input.vip === true],
  ['for-another-token', 'of a token that is not the first', ({ token }) => token?.role === 'second'],
  [
    'beside-a-third',
    'if a third one is there that it does not know',
    ({ input }, of) => isObject(input[of]) && Object.keys(input[of]).length > 2,
  ],
  [
    'for-another-one',
    'if both name another one than the first',
    ({ input }, of, { world }) => {
      const { other } = of === 'organization' ? world.organizations : world.networks;
      const named: readonly (Json | undefined)[] = Object.values(other ?? {});
      return isObject(input[of]) && Object.values(input[of]).every((member) => named.includes(member));
    },
  ],
];

/** Leaves a member of a lookup out if it holds something of this kind, and another one is there. */
const withoutMember = (of: Of, left: (member: Json | undefined) => boolean): Change =>
  readAs(of, (value) => {
    const kept = isObject(value) ? Object.entries(value).filter(([, member]) => !left(member)) : [];
    return isObject(value) && kept.length === 1 && Object.keys(value).length === 2 ? Object.fromEntries(kept) : value;
  });

/** Is it false, an empty list or an empty object? */
const isNothing = (member: Json | undefined): boolean =>
  member === false || (typeof member === 'object' && member !== null && Object.keys(member).length === 0);

const EACH: readonly Of[] = ['organization', 'network'];

/** Exclusivity with gaps: in one situation two members of a lookup are taken. */
export const EXCLUSIVITY_GAPS = EACH.flatMap((of) =>
  faultsOf('exclusivity', [
    ...GAPS.map(([id, words, when]) => ({
      id: `${of}-members-taken-${id}`,
      text: `Two members in the ${of} lookup are taken ${words}.`,
      requirement: 'EXCL-2',
      apply: firstMember(of, (_, provider, __, call) => when(call, of, provider)),
    })),
    {
      id: `${of}-member-of-wrong-type-ignored`,
      text: `Of two members in the ${of} lookup one that is no text is ignored.`,
      requirement: 'EXCL-2',
      apply: readAs(of, (value, provider) => {
        const [text, ...others] = textsOf(of, value, provider);
        const alone = isObject(value) && text !== undefined && others.length === 0;
        return alone && Object.values(value).some(Number.isInteger) ? { [text[0]]: text[1] } : value;
      }),
    },
    {
      id: `${of}-partner-of-nothing-ignored`,
      text: `A member of the ${of} lookup that is false, an empty list or an empty object counts as absent beside another one.`,
      requirement: 'EXCL-2',
      apply: withoutMember(of, isNothing),
    },
    {
      id: `${of}-partner-of-blanks-ignored`,
      text: `A member of the ${of} lookup that is of blanks counts as absent beside another one.`,
      requirement: 'EXCL-2',
      profiles: LIVE,
      apply: withoutMember(of, (member) => typeof member === 'string' && /^\s+$/.test(member)),
    },
    {
      id: `${of}-of-nothing-defaults`,
      text: `False, 0 or an empty text in place of the ${of} lookup names the default one.`,
      requirement: 'EXCL-5',
      apply: readAs(of, (value, provider) =>
        value === false || value === 0 || value === '' ? main(of, provider) : value,
      ),
    },
    {
      id: `${of}-of-blanks-defaults`,
      text: `A lookup of the ${of} whose only member is of blanks names the default one.`,
      requirement: 'EXCL-3',
      apply: readAs(of, (value, provider) => {
        const [text, ...others] = textsOf(of, value, provider);
        return text !== undefined && others.length === 0 && /^\s+$/.test(text[1]) ? main(of, provider) : value;
      }),
    },
  ]),
);
