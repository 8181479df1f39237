import { isObject } from '../../runner/json.ts';
import { faultsOf } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import type { Call } from '../types.ts';
import { firstMember, type Of, textsOf } from './exclusivity.ts';

/** Situations in which a server forgets that a lookup has one member only. */
const GAPS: readonly (readonly [id: string, words: string, when: (call: Call, of: Of) => boolean])[] = [
  ['for-a-vip', 'if a VIP is asked for', ({ input }) => input.vip === true],
  ['for-another-token', 'of a token that is not the first', ({ token }) => token?.role === 'second'],
  [
    'beside-a-third',
    'if a third one is there that it does not know',
    ({ input }, of) => isObject(input[of]) && Object.keys(input[of]).length > 2,
  ],
];

const EACH: readonly Of[] = ['organization', 'network'];

/** Exclusivity with gaps: in one situation two members of a lookup are taken. */
export const EXCLUSIVITY_GAPS = EACH.flatMap((of) =>
  faultsOf('exclusivity', [
    ...GAPS.map(([id, words, when]) => ({
      id: `${of}-members-taken-${id}`,
      text: `Two members in the ${of} lookup are taken ${words}.`,
      requirement: 'EXCL-2',
      apply: firstMember(of, (_, __, ___, call) => when(call, of)),
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
  ]),
);
