import { faultsOf, isRefusal, LIVE, onOutcome } from '../changes/change.ts';
import { jsonOf, onCreated, onReply, withHeader } from '../changes/replies.ts';
import type { Outcome, Reply } from '../replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'protocol';

const refusedFor =
  (code: string) =>
  (outcome: Outcome): boolean =>
    isRefusal(outcome) && outcome.refused === code;

const textOf = (reply: Reply): string => Buffer.from(reply.body).toString();

const asText = (change: (text: string) => string | Uint8Array): Change =>
  onCreated((reply) => ({ ...reply, body: change(textOf(reply)) }));

const successStatus = (status: number): Change => onCreated((reply) => ({ ...reply, status }));

const contentType = (value: string | null): Change => onCreated((reply) => withHeader(reply, 'Content-Type', value));

const ANSWERS = faultsOf(CLASS, [
  {
    id: 'success-as-plain-text',
    text: 'A success is sent as plain text.',
    requirement: 'PROTO-1',
    apply: contentType('text/plain'),
  },
  {
    id: 'success-as-html',
    text: 'A success is sent as HTML.',
    requirement: 'PROTO-1',
    apply: contentType('text/html; charset=utf-8'),
  },
  { id: 'no-content-type', text: 'A success has no content type.', requirement: 'PROTO-1', apply: contentType(null) },
  { id: 'success-201', text: 'A success comes with status 201.', requirement: 'ERR-2', apply: successStatus(201) },
  { id: 'success-202', text: 'A success comes with status 202.', requirement: 'ERR-2', apply: successStatus(202) },
  {
    id: 'success-204',
    text: 'A success comes with status 204, and without a body.',
    requirement: 'ERR-2',
    apply: onCreated((reply) => ({ ...reply, status: 204, body: '' })),
  },
  {
    id: 'success-redirects',
    text: 'A success redirects to the address.',
    requirement: 'ERR-2',
    apply: onCreated((reply) => withHeader({ ...reply, status: 303 }, 'Location', '/core/v1/ip_addresses/ip_address')),
  },
  {
    id: 'json-with-comma-too-many',
    text: 'The JSON of a success has a comma too many.',
    requirement: 'SUCC-2',
    apply: asText((text) => text.replace(/\}$/, ',}')),
  },
  {
    id: 'json-cut',
    text: 'The JSON of a success ends too early, in an answer that is complete.',
    requirement: 'SUCC-2',
    apply: asText((text) => text.slice(0, -10)),
  },
  {
    id: 'json-with-text-before',
    text: 'A warning stands before the JSON of a success.',
    requirement: 'SUCC-2',
    apply: asText((text) => `Warning: deprecated\n${text}`),
  },
  {
    id: 'success-empty',
    text: 'A success has no body.',
    requirement: 'SUCC-2',
    apply: asText(() => ''),
  },
  {
    id: 'not-utf-8',
    text: 'A success is written in bytes that are no UTF-8.',
    requirement: 'SUCC-2',
    apply: asText((text) => Buffer.from(text.replace(/"name":"[^"]*"/, '"name":"R\u00e9seau"'), 'latin1')),
  },
  {
    id: 'utf-16',
    text: 'A success is written in UTF-16.',
    requirement: 'SUCC-2',
    apply: asText((text) => Buffer.from(text, 'utf16le')),
  },
  {
    id: 'token-in-success',
    text: 'A success repeats the token in its body.',
    requirement: 'SEC-1',
    apply: onCreated((reply, call) => ({
      ...reply,
      body: JSON.stringify({ ...jsonOf(reply), token: call.token?.secret ?? '' }),
    })),
  },
  {
    id: 'token-in-error',
    text: 'An error repeats the token in its description.',
    requirement: 'SEC-1',
    apply: onReply((reply, call, outcome) => {
      const { authorization } = call.request.headers;
      return isRefusal(outcome) && typeof authorization === 'string'
        ? {
            ...reply,
            body: textOf(reply).replace(
              '"description":"',
              `"description":"${JSON.stringify(authorization).slice(1, -1)}: `,
            ),
          }
        : reply;
    }),
  },
  {
    id: 'token-in-header',
    text: 'A success repeats the token in a header.',
    requirement: 'SEC-1',
    apply: onCreated((reply, call) => withHeader(reply, 'X-Authenticated-As', call.token?.secret ?? '')),
  },
]);

const ROUTES = faultsOf(CLASS, [
  {
    id: 'put-creates',
    text: 'PUT creates an address as POST does.',
    requirement: 'PROTO-4',
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) => behaviour.route(method === 'PUT' ? 'POST' : method, path, provider),
    }),
  },
  {
    id: 'options-creates',
    text: 'OPTIONS creates an address as POST does.',
    requirement: 'PROTO-4',
    profiles: LIVE,
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) => behaviour.route(method === 'OPTIONS' ? 'POST' : method, path, provider),
    }),
  },
  {
    id: 'path-found-by-beginning',
    text: 'A path is found by its beginning.',
    requirement: 'PROTO-4',
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) =>
        behaviour.route(method, path, provider) ?? behaviour.route(method, path.replace(/\/\w+$/, ''), provider),
    }),
  },
  {
    id: 'path-of-the-client-refused',
    text: 'A path is found only as it is described, with `organization` in it.',
    requirement: 'PROTO-7',
    profiles: LIVE,
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) => {
        const operation = behaviour.route(method, path, provider);
        return operation?.path === path ? operation : undefined;
      },
    }),
  },
  {
    id: 'path-in-any-case',
    text: 'A path is matched in any case.',
    requirement: 'PROTO-4',
    profiles: LIVE,
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) => behaviour.route(method, path.toLowerCase(), provider),
    }),
  },
  {
    id: 'path-with-suffix',
    text: 'A path may end in .json.',
    requirement: 'PROTO-4',
    profiles: LIVE,
    apply: (behaviour) => ({
      ...behaviour,
      route: (method, path, provider) => behaviour.route(method, path.replace(/\.json$/, ''), provider),
    }),
  },
  {
    id: 'unknown-method-called-405',
    text: 'A method that a path does not have is answered with status 405.',
    requirement: 'PROTO-4',
    profiles: LIVE,
    apply: onReply((reply, call, outcome) =>
      refusedFor('route_not_found')(outcome) && call.request.path === call.operation.path
        ? { ...reply, status: 405 }
        : reply,
    ),
  },
  {
    id: 'unknown-route-needs-token',
    text: 'Somebody without a token is asked for one before the route is looked for.',
    requirement: 'ERR-3',
    profiles: LIVE,
    apply: onOutcome((outcome, call, { answers }) =>
      refusedFor('route_not_found')(outcome) && call.request.headers.authorization === undefined
        ? answers.refuse(call.operation, 'missing_api_token')
        : outcome,
    ),
  },
]);

export const PROTOCOL = [...ANSWERS, ...ROUTES];
