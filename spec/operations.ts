import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Link, Operation, Pagination, Relation } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { codeMemberOf } from './codes.ts';
import { follow } from './refs.ts';
import type { DocumentedResponse } from './responses.ts';
import { responsesOf } from './responses.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** An operation of the document, before it is made ready to judge. */
export type Described = Omit<Operation, 'validRequest' | 'isAt' | 'astray'> & {
  /** The segment of the path in whose place any other is taken: OpenAPI extension `x-any-segment` of the path. */
  readonly anySegment?: string;
  /** Pointer in the document to the Operation Object. */
  readonly pointer: string;
  readonly responses: readonly DocumentedResponse[];
  /** Pointer in the document to the schema of the JSON request body. */
  readonly request?: string;
};

/** Pointers to every Operation Object, in document order. */
export const operationPointers = (root: Json): readonly string[] => {
  const paths = valueAt(root, '/paths');
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    Object.keys(isObject(item) ? item : {})
      .filter((method) => METHODS.includes(method))
      .map((method) => childOf('', 'paths', path, method)),
  );
};

const texts = (members: Json | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isObject(members) ? members : {}).map(([key, value]) => [key, String(value)]));

/** A path as a template: its segments in braces stand for any. */
const PARAMETER = /\{([^{}$]+)\}/g;

/** Names of the parameters in a path. */
export const parametersOf = (path: string): readonly string[] =>
  Array.from(path.matchAll(PARAMETER), ([, name = '']) => name);

const pathOfOperation = (root: Json, id: string): string => {
  const pointer = operationPointers(root).find((one) => valueAt(root, childOf(one, 'operationId')) === id);
  return tokensOf(pointer ?? '')[1] ?? '';
};

/** Parameters of a link, which OpenAPI lets name their place (`path.id`): those of the path go into it, the others into the query. */
const placed = (path: string, parameters: Readonly<Record<string, string>>): Pick<Link, 'path' | 'query'> => {
  const known = parametersOf(path);
  const nameIn = (name: string): string => name.replace(/^(?:path|query)\./, '');
  const inPath = new Map(
    Object.entries(parameters).flatMap(([name, value]) =>
      known.includes(nameIn(name)) && !name.startsWith('query.') ? [[nameIn(name), value] as const] : [],
    ),
  );
  const query = Object.entries(parameters).filter(([name]) => name.startsWith('query.') || !inPath.has(nameIn(name)));
  const fill = (whole: string, name: string): string => {
    const value = inPath.get(name);
    if (value === undefined) return whole;
    if (value.startsWith('$')) return `{${value}}`;
    return value.replace(/(\{\$[^}]*\})|[^{]+|\{/g, (part, expression) => expression ?? encodeURIComponent(part));
  };
  return {
    ...(known.length === 0 ? {} : { path: path.replace(PARAMETER, fill) }),
    query: Object.fromEntries(query.map(([name, value]) => [nameIn(name), value])),
  };
};

const linksOf = (root: Json, from: string, response: string): Readonly<Record<string, Link>> => {
  const links = valueAt(root, childOf(response, 'links'));
  const names = Object.keys(isObject(links) ? links : {});
  return Object.fromEntries(
    names.map((name): [string, Link] => {
      const link = valueAt(root, follow(root, childOf(response, 'links', name)));
      const { operationId, parameters, requestBody } = isObject(link) ? link : ({} as JsonObject);
      const path = pathOfOperation(root, String(operationId));
      const origin = parametersOf(from).length === 0 ? {} : { from };
      const reached = { operation: String(operationId), ...origin, ...placed(path, texts(parameters)) };
      return [name, requestBody === undefined ? reached : { ...reached, body: requestBody }];
    }),
  );
};

const RESPONSE_BODY = '$response.body#';
const IN_PATH = /\{(\$[^}]*)\}/g;

const expressions = (value: Json | undefined): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (isArray(value)) return value.flatMap(expressions);
  return isObject(value) ? Object.values(value).flatMap(expressions) : [];
};

const takenFrom = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => (text.startsWith(RESPONSE_BODY) ? [text.slice(RESPONSE_BODY.length)] : []));

/**
 * Pointer in a success body to the id of the resource that was created: what the path of link `release` ends in, or else what the link
 * takes first. What stands before an id in a path is what it is below, and what stands beside it, such as a version, is none.
 */
const createdId = ({ path = '', body, query }: Link): string | undefined => {
  const inPath = takenFrom(Array.from(path.matchAll(IN_PATH), ([, expression = '']) => expression));
  const beside = takenFrom([...expressions(body), ...Object.values(query)]);
  return path.endsWith('}') || beside.length === 0 ? (inPath.at(-1) ?? beside[0]) : beside[0];
};

const isBearer = (root: Json, scheme: string): boolean =>
  valueAt(root, childOf('', 'components', 'securitySchemes', scheme, 'scheme')) === 'bearer';

/** The scopes of a bearer token; without such a scheme, those of the first that is named. */
const scopesOf = (root: Json, operation: string): readonly string[] => {
  const own = valueAt(root, childOf(operation, 'security')) ?? valueAt(root, '/security');
  const schemes = (isArray(own) ? own : []).flatMap((choice) => Object.entries(isObject(choice) ? choice : {}));
  const [, scopes] = schemes.find(([scheme]) => isBearer(root, scheme)) ?? schemes[0] ?? [];
  return isArray(scopes) ? scopes.map(String) : [];
};

const requestSchema = (root: Json, operation: string): string | undefined => {
  const body = follow(root, childOf(operation, 'requestBody'));
  const schema = childOf(body, 'content', 'application/json', 'schema');
  return valueAt(root, schema) === undefined ? undefined : schema;
};

type Errors = Pick<Described, 'errors' | 'errorAt' | 'codeMember'>;

const errorsOf = (root: Json, responses: readonly DocumentedResponse[]): Errors => ({
  errors: responses.flatMap(({ status, codes }) =>
    codes.map((code) => ({ status: Number(status), code: code.code, pointer: code.pointer })),
  ),
  errorAt: responses.flatMap(({ codes }) => codes.map(({ at }) => at))[0] ?? '',
  codeMember: codeMemberOf(root),
});

/** What answers are judged by: an operation, or what the document says of requests that no operation is for. */
export type Judged = Pick<Described, 'id' | 'pointer' | 'success' | 'responses' | 'errors' | 'errorAt' | 'codeMember'>;

/** What is answered to requests that no operation is for (`x-unrouted`); `undefined` if the document does not say. */
export const unroutedOf = (root: Json): Judged | undefined => {
  const pointer = '/x-unrouted';
  if (valueAt(root, pointer) === undefined) return undefined;
  const responses = responsesOf(root, pointer);
  return { id: 'an unknown route', pointer, success: Number.NaN, responses, ...errorsOf(root, responses) };
};

/** Reads the operation at `pointer`, which must have been checked. */
export const describe = (root: Json, pointer: string): Described => {
  const [, path = '', method = ''] = tokensOf(pointer);
  const responses = responsesOf(root, pointer);
  const success = responses.find(({ status }) => /^2\d\d$/.test(status));
  const links = success === undefined ? {} : linksOf(root, path, success.pointer);
  const id = links.release && createdId(links.release);
  const pagination = valueAt(root, childOf(pointer, 'x-pagination')) as Pagination | undefined;
  const request = requestSchema(root, pointer);
  const anySegment = valueAt(root, childOf('', 'paths', path, 'x-any-segment'));
  return {
    id: String(valueAt(root, childOf(pointer, 'operationId'))),
    pointer,
    method: method.toUpperCase(),
    path,
    success: Number(success?.status),
    responses,
    ...errorsOf(root, responses),
    scopes: scopesOf(root, pointer),
    links,
    relations: (valueAt(root, childOf(pointer, 'x-relations')) ?? []) as unknown as readonly Relation[],
    listed: (valueAt(root, childOf(pointer, 'x-listed')) ?? []) as readonly string[],
    ...(id === undefined ? {} : { allocates: { id } }),
    ...(pagination === undefined ? {} : { pagination }),
    ...(request === undefined ? {} : { request }),
    ...(typeof anySegment === 'string' ? { anySegment } : {}),
  };
};

/** Does a path lead to an operation? */
export const isAt = ({ path, anySegment }: Described, asked: string): boolean => {
  const [wanted, given] = [path.split('/'), asked.split('/')];
  const isAny = (segment: string): boolean => segment === anySegment || segment.startsWith('{');
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment === given[index] || (isAny(segment) && given[index] !== ''))
  );
};
