import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import type { Call, Provider, Stage } from '../types.ts';

const MEDIA_TYPE = 'application/json';

const MEMBER = /^([^[\]]+)\[([^[\]]+)\]$/;

/** Query parameters as arguments: `organization[id]=x` becomes `{organization: {id: 'x'}}`. */
const fromQuery = (query: URLSearchParams): JsonObject => {
  const input = new Map<string, Json>();
  for (const [name, value] of query) {
    const [, outer, inner] = MEMBER.exec(name) ?? [];
    if (outer === undefined || inner === undefined) {
      input.set(name, value);
      continue;
    }
    const before = input.get(outer);
    input.set(outer, { ...(isObject(before) ? before : {}), [inner]: value });
  }
  return Object.fromEntries(input);
};

/** Does the request say that its body is JSON? */
export const saysJson = (call: Call): boolean => {
  const [type = ''] = String(call.request.headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() === MEDIA_TYPE;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes as JSON; throws a SyntaxError or a TypeError if they are none, or no UTF-8. */
export const parseJson = (bytes: Uint8Array): Json => JSON.parse(utf8.decode(bytes)) as Json;

/** Is there a body to read? What is sent as another media type counts as empty, unless the spec takes it. */
const hasBody = (call: Call, { answers }: Provider): boolean => {
  const { body, method } = call.request;
  if (method === 'GET' || body.length === 0) return false;
  return saysJson(call) || answers.refuseCase(call.operation, 'body-of-another-type', {}) === undefined;
};

/** Reads the arguments: from the JSON body if the request has one, else from the query, which creating does not take. */
export const syntax: Stage = (call, provider) => {
  const { answers } = provider;
  if (!hasBody(call, provider)) {
    call.input = call.operation.id === answers.subject.id ? {} : fromQuery(call.request.query);
    return undefined;
  }
  try {
    const parsed = parseJson(call.request.body);
    call.input = isObject(parsed) ? parsed : {};
    return undefined;
  } catch {
    return answers.refuseCase(call.operation, 'body-not-json', {});
  }
};
