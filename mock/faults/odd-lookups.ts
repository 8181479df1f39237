import { isObject } from '../../runner/json.ts';
import { after, faultsOf } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import type { Change } from '../types.ts';

type Of = 'organization' | 'network';

/** Fails as a server does that did not expect such a text. */
const crashAt = (of: Of, when: (text: string) => boolean): Change =>
  after(of, (outcome, call) =>
    outcome === undefined && Object.values(call.lookups[of] ?? {}).some(when)
      ? { refused: 'unhandled_exception', detail: {}, text: null }
      : outcome,
  );

/** Reads a text as far as a NUL, as C does. */
const cutAtNul = (of: Of): Change =>
  readAs(of, (value) =>
    isObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, text]) => [
            name,
            typeof text === 'string' ? (text.split('\0')[0] ?? '') : text,
          ]),
        )
      : value,
  );

const EACH: readonly (readonly [of: Of, requirement: string])[] = [
  ['organization', 'LOOK-1'],
  ['network', 'LOOK-2'],
];

/** Lookups by texts that nothing has, and that are unlike what things have. */
export const ODD_LOOKUPS = EACH.flatMap(([of, requirement]) =>
  faultsOf('lookups', [
    {
      id: `${of}-crash-at-nul`,
      text: `A NUL in a text of the ${of} lookup makes the server fail.`,
      requirement,
      apply: crashAt(of, (text) => text.includes('\0')),
    },
    {
      id: `${of}-crash-beyond-16-bits`,
      text: `A character beyond the first 65536 of Unicode in the ${of} lookup makes the server fail.`,
      requirement,
      apply: crashAt(of, (text) => /[\u{10000}-\u{10ffff}]/u.test(text)),
    },
    {
      id: `${of}-crash-at-long-text`,
      text: `A text of more than 255 characters in the ${of} lookup makes the server fail.`,
      requirement,
      apply: crashAt(of, (text) => text.length > 255),
    },
    {
      id: `${of}-found-up-to-nul`,
      text: `The ${of} is found by a text that has its own before a NUL.`,
      requirement,
      apply: cutAtNul(of),
    },
  ]),
);
