import { isObject } from '../../runner/json.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import { faultsOf, LIVE } from '../changes/change.ts';
import { jsonOf, onError, onErrorContent, withHeader, withJson } from '../changes/replies.ts';
import type { Change } from '../types.ts';

/** Codes that say which argument is at fault. */
const OF_ARGUMENTS = ['missing_required_argument', 'invalid_argument'];

const ofArgument = (told: JsonObject): Change =>
  onErrorContent(OF_ARGUMENTS, (content) => ({
    ...content,
    detail: { ...(isObject(content.detail) ? content.detail : {}), ...told },
  }));

const UNROUTED = ['route_not_found'];

/** Errors that the framework sends, and the page does not have. */
export const FRAMEWORK_ERRORS = faultsOf('errors', [
  {
    id: 'argument-path-empty',
    text: 'The path to the argument at fault is empty.',
    requirement: 'ERR-1',
    profiles: LIVE,
    apply: ofArgument({ path: [] }),
  },
  {
    id: 'unknown-route-not-wrapped',
    text: 'The error for an unknown route is not wrapped in an object.',
    requirement: 'ERR-1',
    profiles: LIVE,
    apply: onError(UNROUTED, (reply) => withJson(reply, jsonOf(reply).error ?? null)),
  },
  {
    id: 'unknown-route-not-marked',
    text: 'The error for an unknown route is not marked in its header.',
    requirement: 'HEAD-1',
    profiles: LIVE,
    apply: onError(UNROUTED, (reply) => withHeader(reply, 'X-Api-Schema', null)),
  },
]);
