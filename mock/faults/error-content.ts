import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { DOCUMENTED, faultsOf, LIVE } from '../changes/change.ts';
import { jsonOf, onError, onErrorContent, onReply, withHeader, withJson } from '../changes/replies.ts';
import type { Reply } from '../replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'errors';

const ANY: readonly string[] = [];

const without = (member: string): Change =>
  onErrorContent(ANY, (content) => Object.fromEntries(Object.entries(content).filter(([name]) => name !== member)));

const detail = (code: string, change: (detail: JsonObject) => Json): Change =>
  onErrorContent([code], (content) => ({ ...content, detail: change(isObject(content.detail) ? content.detail : {}) }));

const errorIs = (body: string, type: string): Change =>
  onError(ANY, (reply): Reply => ({ ...withHeader(reply, 'Content-Type', type), body }));

const CONTENT = faultsOf(CLASS, [
  { id: 'error-without-code', text: 'Errors have no code.', requirement: 'ERR-1', apply: without('code') },
  {
    id: 'error-without-description',
    text: 'Errors have no description.',
    requirement: 'ERR-1',
    apply: without('description'),
  },
  { id: 'error-without-detail', text: 'Errors have no detail.', requirement: 'ERR-1', apply: without('detail') },
  {
    id: 'error-detail-null',
    text: 'The detail of an error is null.',
    requirement: 'ERR-1',
    apply: onErrorContent(ANY, (content) => ({ ...content, detail: null })),
  },
  {
    id: 'error-description-null',
    text: 'The description of an error is null.',
    requirement: 'ERR-1',
    apply: onErrorContent(ANY, (content) => ({ ...content, description: null })),
  },
  {
    id: 'error-code-in-capitals',
    text: 'The codes of errors are written in capital letters.',
    requirement: 'ERR-1',
    apply: onErrorContent(ANY, (content) => ({ ...content, code: String(content.code).toUpperCase() })),
  },
  {
    id: 'error-code-for-all',
    text: 'Every error has the same code, which is none that is documented.',
    requirement: 'ERR-1',
    apply: onErrorContent(ANY, (content) => ({ ...content, code: 'error' })),
  },
  {
    id: 'error-wrapped',
    text: 'Errors are wrapped in an object.',
    requirement: 'ERR-1',
    profiles: DOCUMENTED,
    apply: onError(ANY, (reply) => withJson(reply, { error: jsonOf(reply) })),
  },
  {
    id: 'error-not-wrapped',
    text: 'Errors are not wrapped in an object.',
    requirement: 'ERR-1',
    profiles: LIVE,
    apply: onError(ANY, (reply) => withJson(reply, jsonOf(reply).error ?? null)),
  },
  {
    id: 'error-in-a-list',
    text: 'Errors come in a list.',
    requirement: 'ERR-1',
    apply: onError(ANY, (reply) => withJson(reply, [jsonOf(reply)])),
  },
  {
    id: 'error-as-empty-object',
    text: 'Errors come with an empty object.',
    requirement: 'ERR-1',
    apply: onError(ANY, (reply) => withJson(reply, {})),
  },
  {
    id: 'error-without-body',
    text: 'Errors come without a body.',
    requirement: 'ERR-1',
    apply: errorIs('', 'application/json'),
  },
  {
    id: 'error-as-text',
    text: 'Errors come as plain text.',
    requirement: 'PROTO-1',
    apply: errorIs('Something went wrong.', 'text/plain'),
  },
  {
    id: 'error-as-page',
    text: 'Errors come as an HTML page.',
    requirement: 'PROTO-1',
    apply: errorIs('<html><body><h1>Error</h1></body></html>', 'text/html'),
  },
  {
    id: 'error-with-success-status',
    text: 'Errors come with the status of a success.',
    requirement: 'ERR-2',
    apply: onReply((reply, call) => ({ ...reply, status: call.operation.success })),
  },
  {
    id: 'error-schema-header-missing',
    text: 'Errors are not marked in their header.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onError(ANY, (reply) => withHeader(reply, 'X-Api-Schema', null)),
  },
  {
    id: 'error-schema-header-wrong',
    text: 'Errors are marked as something else in their header.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onError(ANY, (reply) => withHeader(reply, 'X-Api-Schema', 'json')),
  },
]);

const DETAILS = faultsOf(CLASS, [
  {
    id: 'caller-not-named',
    text: "A refusal for the caller's network does not say which address it came from.",
    requirement: 'ERR-1',
    apply: detail('unauthorized_network_for_api_token', () => ({})),
  },
  {
    id: 'caller-no-address',
    text: "A refusal for the caller's network names something that is no address.",
    requirement: 'ERR-1',
    apply: detail('unauthorized_network_for_api_token', () => ({ ip_address: 'localhost' })),
  },
  {
    id: 'token-details-missing',
    text: 'A refusal for an invalid token has an empty detail.',
    requirement: 'ERR-1',
    apply: detail('invalid_api_token', () => ({})),
  },
  {
    id: 'scopes-as-text',
    text: 'A refusal for a missing scope names scopes in one text.',
    requirement: 'ERR-1',
    apply: detail('scope_not_granted', ({ scopes }) => ({ scopes: String(scopes) })),
  },
  {
    id: 'permission-details-missing',
    text: 'A refusal for a missing permission has an empty detail.',
    requirement: 'ERR-1',
    apply: detail('permission_denied', () => ({})),
  },
  {
    id: 'total-permitted-as-text',
    text: 'The permitted number of requests is a text.',
    requirement: 'ERR-1',
    apply: detail('rate_limit_reached', ({ total_permitted }) => ({ total_permitted: String(total_permitted) })),
  },
  {
    id: 'total-permitted-missing',
    text: 'A refusal by the rate limit does not say how many requests are permitted.',
    requirement: 'ERR-1',
    apply: detail('rate_limit_reached', () => ({})),
  },
  {
    id: 'validation-errors-as-text',
    text: 'The reasons of a validation error come in one text.',
    requirement: 'ERR-1',
    apply: detail('validation_error', ({ errors }) => ({ errors: String(errors) })),
  },
]);

export const ERROR_CONTENT = [...CONTENT, ...DETAILS];
