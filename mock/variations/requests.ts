import type { JsonObject } from '../../runner/types/values.ts';
import { after, DOCUMENTED, forgive, inStage, LIVE, refuseAt } from '../changes/change.ts';
import { asSent, readText, receive } from '../changes/reading.ts';
import { variationsOf } from '../changes/variation.ts';
import type { Call } from '../types.ts';

/** A name that stands twice in one object of a JSON text. */
const REPEATED = /"(\w+)":[^{}]*(?:\{[^{}]*\})?[^{}]*"\1":/;

const repeats = (call: Call): boolean => {
  const text = asSent(call);
  return (
    (text.match(/\{[^{}]*\}/g) ?? []).some((inner) => REPEATED.test(inner)) ||
    /("organization"|"network").*\1/.test(text)
  );
};

const LOOKUPS = ['organization', 'network'] as const;

/** The length of the longest text in a lookup. */
const longest = (input: JsonObject): number =>
  Math.max(0, ...LOOKUPS.flatMap((name) => Object.values(input[name] ?? {}).map((text) => String(text).length)));

/** What a server makes of requests of which nobody knows what becomes of them. */
export const REQUESTS = variationsOf([
  {
    id: 'repeated-names-refused',
    text: 'A body in which a name is repeated is refused.',
    apply: refuseAt('syntax', 'validation_error', repeats),
  },
  {
    id: 'repeated-names-no-json',
    text: 'A body in which a name is repeated counts as no JSON.',
    profiles: LIVE,
    apply: refuseAt('syntax', 'invalid_json_body', repeats),
  },
  {
    id: 'repeated-names-ambiguous',
    text: 'A lookup that is repeated, or has a name repeated in it, counts as one with two members.',
    profiles: LIVE,
    apply: refuseAt('syntax', 'invalid_argument', repeats),
  },
  {
    id: 'bodies-of-no-type-read',
    text: 'A body that does not say its media type is read as JSON.',
    apply: receive((request) => ({ ...request, headers: { 'content-type': 'application/json', ...request.headers } })),
  },
  {
    id: 'media-type-by-its-beginning',
    text: 'A body is read as JSON if its media type begins with that of JSON.',
    profiles: LIVE,
    apply: receive((request) =>
      String(request.headers['content-type']).startsWith('application/json')
        ? { ...request, headers: { ...request.headers, 'content-type': 'application/json' } }
        : request,
    ),
  },
  {
    id: 'json-suffix-read',
    text: 'A body is read as JSON if its media type ends in +json.',
    apply: receive((request) =>
      String(request.headers['content-type']).endsWith('+json')
        ? { ...request, headers: { ...request.headers, 'content-type': 'application/json' } }
        : request,
    ),
  },
  {
    id: 'query-behind-body',
    text: 'An argument that the body does not have is taken from the query.',
    apply: after('syntax', (outcome, call) => {
      if (outcome === undefined) call.input = { ...Object.fromEntries(call.request.query), ...call.input };
      return outcome;
    }),
  },
  {
    id: 'more-than-json-read',
    text: 'A comma before the last brace of a body, single quotes, and what follows the JSON text are read over.',
    profiles: DOCUMENTED,
    apply: readText((text) =>
      (text.startsWith("{'") ? text.replaceAll("'", '"') : text)
        .replace(/,\s*\}$/, '}')
        .replace(/^(\{.*\})[^{}]+$/s, '$1'),
    ),
  },
  {
    id: 'words-behind-a-token-ignored',
    text: 'What stands behind a token in its header is ignored.',
    apply: receive((request) => {
      const { authorization, ...headers } = request.headers;
      const [token] = /^Bearer \S+/.exec(String(authorization)) ?? [];
      return token === undefined ? request : { ...request, headers: { ...headers, authorization: token } };
    }),
  },
  {
    id: 'plain-labels-only',
    text: 'A label of other characters than letters, digits and hyphens is refused.',
    apply: refuseAt('validation', 'validation_error', ({ vip, label }) => vip && !/^[A-Za-z0-9-]*$/.test(label ?? '')),
  },
  {
    id: 'one-label-one-vip',
    text: 'A label that a VIP of the organization has already is refused for another one.',
    apply: refuseAt('validation', 'validation_error', ({ vip, label, organization }, { world }) =>
      [...world.state.addresses.values()].some(
        (one) => vip && one.vip && one.label === label && label !== null && one.organization === organization?.id,
      ),
    ),
  },
  {
    id: 'long-names-refused',
    text: 'A lookup by a text of more than 255 characters is refused.',
    apply: refuseAt('syntax', 'validation_error', ({ input }) => longest(input) > 255),
  },
  {
    id: 'long-labels-refused',
    text: 'A label of more than 64 characters is refused.',
    apply: refuseAt('validation', 'validation_error', ({ label }) => (label ?? '').length > 64),
  },
  {
    id: 'one-address-a-page',
    text: 'A page of a list has one address, unless the request says how many.',
    apply: inStage('list', (next) => (call, provider) => {
      call.input = { per_page: '1', ...call.input };
      return next(call, provider);
    }),
  },
  {
    id: 'vip-needs-no-label',
    text: 'A VIP is created without a label.',
    apply: forgive('validation', undefined, (call) => call.vip && call.label === null),
  },
]);
