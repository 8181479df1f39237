import { suggest } from '../documents/nearest.ts';
import { childOf, dotted } from '../documents/pointer.ts';
import { isObject, valueAt } from '../runner/json.ts';
import { NOBODY } from '../runner/types/target.ts';
import type { Json } from '../runner/types/values.ts';
import { durationRule } from './bounds.ts';
import { millisecondsOf } from './duration.ts';
import { variablesOf } from './substitute.ts';

/** What no schema can say of a target; `pointer` is the value that is wrong. */
export type Fault = { readonly pointer: string; readonly message: string; readonly remedy: string };

const faultAt = (pointer: string, message: string, remedy: string): Fault => ({
  pointer,
  message: `\`${dotted(pointer)}\` ${message}`,
  remedy,
});

const membersOf = (value: Json, pointer: string): readonly (readonly [string, Json])[] => {
  const container = valueAt(value, pointer);
  return isObject(container) ? Object.entries(container).map(([key, member]) => [childOf(pointer, key), member]) : [];
};

/** Whether it is the port alone for which a text is no URL. */
const hasWrongPort = (text: string): boolean => {
  const portless = text.replace(/^(https?:\/\/[^/?#]*):[^:/?#@\]]*/i, '$1');
  return portless !== text && !URL.canParse(text) && URL.canParse(portless);
};

const urlFault = (pointer: string, text: string): readonly Fault[] => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return hasWrongPort(text)
      ? [faultAt(pointer, 'names a port that there is not', 'Ports go from 1 to 65535.')]
      : [faultAt(pointer, 'is no http or https URL', 'Write it whole, such as https://api.example.com/core/v1.')];
  return url.username === '' && url.password === ''
    ? []
    : [faultAt(pointer, 'holds a user name or a password', 'Remove them: they would show in reports.')];
};

const baseFault = (pointer: string, text: string): readonly Fault[] => [
  ...urlFault(pointer, text),
  ...(/[?#]/.test(text)
    ? [faultAt(pointer, 'holds a query or a fragment', 'Remove what begins with `?` or `#`.')]
    : []),
];

const durationFault = (pointer: string, text: string): readonly Fault[] =>
  millisecondsOf(text) === undefined
    ? [faultAt(pointer, 'is no duration, or too long', `Write ${durationRule.title}.`)]
    : [];

const secretFault = (pointer: string, text: string): readonly Fault[] =>
  /^[\x21-\x7e]+$/.test(text)
    ? []
    : [faultAt(pointer, 'holds a character that no token has', 'Check its variable for blanks and line breaks.')];

const nameFault = (pointer: string, text: string): readonly Fault[] =>
  /\s/.test(text) ? [faultAt(pointer, 'holds a blank or a line break', 'Check its variable, if it has one.')] : [];

/** What a service calls its own things may have blanks, but hardly at an end, where a copied variable has them. */
const thingFault = (pointer: string, text: string): readonly Fault[] =>
  /^\s|\s$|[\r\n]/.test(text)
    ? [faultAt(pointer, 'begins or ends with a blank, or holds a line break', 'Check its variable, if it has one.')]
    : [];

/** A token in the URL would show wherever the target is named. */
const tokenFault = (pointer: string, text: string, tokens: readonly (readonly [string, Json])[]): readonly Fault[] =>
  tokens.some(([, token]) => text.split('/').includes(String(token)))
    ? [faultAt(pointer, 'holds a token', 'Remove it: it would show in reports.')]
    : [];

const flagFault = (pointer: string, text: string): readonly Fault[] =>
  text === 'true' || text === 'false'
    ? []
    : [faultAt(pointer, 'is neither true nor false', 'Set its variable to true or false.')];

const nobodyFault = (pointer: string): readonly Fault[] =>
  pointer === `/tokens/${NOBODY}`
    ? [faultAt(pointer, 'stands for a request without a token', 'Give the token another role, or remove it.')]
    : [];

const headerFault = (pointer: string, text: string): readonly Fault[] =>
  /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
    ? []
    : [faultAt(pointer, 'holds a character that no header can carry', 'Check its variable for line breaks.')];

/** Two roles that are the same would accuse a server that treats both alike, rightly. */
const twins = (entries: readonly (readonly [string, Json])[], remedy: string): readonly Fault[] =>
  entries.flatMap(([pointer, value], index) => {
    const twin = entries.slice(0, index).find(([, other]) => other === value);
    return twin === undefined ? [] : [faultAt(pointer, `is the same as \`${dotted(twin[0])}\``, remedy)];
  });

const attributesOf = (value: Json, pointer: string, attribute: string): readonly (readonly [string, Json])[] =>
  membersOf(value, pointer).flatMap(([role]) => {
    const text = valueAt(value, `${role}/${attribute}`);
    return text === undefined ? [] : [[`${role}/${attribute}`, text] as const];
  });

const texts = (
  entries: readonly (readonly [string, Json | undefined])[],
  check: (pointer: string, text: string) => readonly Fault[],
): readonly Fault[] => entries.flatMap(([pointer, value]) => (typeof value === 'string' ? check(pointer, value) : []));

const at = (value: Json, ...pointers: readonly string[]): readonly (readonly [string, Json | undefined])[] =>
  pointers.map((pointer) => [pointer, valueAt(value, pointer)]);

const profileFault = (pointer: string, text: string, known: readonly string[], written: Json): readonly Fault[] => {
  if (known.includes(text)) return [];
  const source = valueAt(written, pointer);
  const variables = typeof source === 'string' ? variablesOf(source) : [];
  if (variables.length === 0)
    return [{ pointer, message: `there is no profile \`${text}\``, remedy: suggest(text, known) }];
  const [noun, verb] = variables.length === 1 ? ['variable', 'names'] : ['variables', 'name'];
  const message = `the environment ${noun} ${variables.join(' and ')} ${verb} no profile`;
  return [{ pointer, message, remedy: suggest('', known) }];
};

const attributesIn = (value: Json, kinds: readonly string[]): readonly (readonly [string, Json])[] =>
  kinds.flatMap((kind) => membersOf(value, kind).flatMap(([role]) => membersOf(value, role)));

const DURATIONS = ['/timeouts/connect', '/timeouts/headers', '/timeouts/body', '/limits/rate_wait'];

/**
 * Everything that is wrong with the values of a target, references already replaced; `written` is the target with its
 * references. Repeats no value but a profile that is written out.
 */
export const faultsOf = (value: Json, written: Json, profiles?: readonly string[]): readonly Fault[] => [
  ...texts(at(value, '/url'), baseFault),
  ...texts(at(value, '/url'), (pointer, text) => tokenFault(pointer, text, membersOf(value, '/tokens'))),
  ...texts(at(value, '/profile'), (pointer, text) =>
    profiles === undefined ? [] : profileFault(pointer, text, profiles, written),
  ),
  ...texts(at(value, '/states/url'), urlFault),
  ...texts(at(value, ...DURATIONS), durationFault),
  ...texts(at(value, '/dedicated'), flagFault),
  ...texts(membersOf(value, '/tokens'), nobodyFault),
  ...texts(membersOf(value, '/tokens'), secretFault),
  ...texts(membersOf(value, '/states/headers'), headerFault),
  ...texts(attributesIn(value, ['/organizations', '/networks']), nameFault),
  ...texts(
    attributesIn(
      value,
      membersOf(value, '/things').map(([kind]) => kind),
    ),
    thingFault,
  ),
  ...twins(membersOf(value, '/tokens'), 'Give each role a token of its own.'),
  ...twins(attributesOf(value, '/organizations', 'id'), 'Give each role an organization of its own.'),
  ...twins(attributesOf(value, '/organizations', 'sub_domain'), 'Give each role an organization of its own.'),
];
