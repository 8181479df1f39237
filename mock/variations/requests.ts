import { after, forgive, inStage, LIVE, refuseAt } from '../changes/change.ts';
import { asSent, receive } from '../changes/reading.ts';
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
