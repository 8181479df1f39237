import { own, textOf } from './json.ts';
import type { Outgoing } from './outgoing.ts';
import { encoded, namedBy, type Resolve, replaceInPath, replaceReferences } from './references.ts';
import { tokenText } from './tokens.ts';
import type { RequestTemplate } from './types/scenario.ts';
import type { Spec } from './types/spec.ts';
import { NOBODY, type Target } from './types/target.ts';
import type { Json } from './types/values.ts';

/** Builds requests to a target from templates. */
export type RequestBuilder = (template: RequestTemplate, resolve: Resolve) => Outgoing;

type Headers = readonly (readonly [string, string])[];

/** Percent-encoding of a query (RFC 3986), brackets included. */
const queryOf = (query: Readonly<Record<string, Json>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(textOf(value))}`)
    .join('&');

const withQuery = (path: string, query: string): string => {
  if (query === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
};

/** Headers after the template's own: one of the same name takes the place of the default, `null` removes it. */
const overridden = (defaults: Headers, own: RequestTemplate['headers']): Headers => {
  const entries = Object.entries(own);
  const named = new Set(entries.map(([name]) => name.toLowerCase()));
  const kept = defaults.filter(([name]) => !named.has(name.toLowerCase()));
  return [...kept, ...entries.flatMap(([name, value]) => (value === null ? [] : [[name, textOf(value)] as const]))];
};

const bodyOf = ({ body }: RequestTemplate): string | undefined => {
  if (body === undefined) return undefined;
  return 'raw' in body ? textOf(body.raw) : JSON.stringify(body.json);
};

/** Is a template's request one of the operation it names, or has it another method or path? */
const isOnRoute = ({ operation, method, path }: RequestTemplate, spec: Spec): boolean => {
  const known = own(spec.operations, operation);
  return known !== undefined && (method ?? known.method) === known.method && known.isAt(path ?? known.path);
};

/**
 * A builder of requests. A request whose method or path is not that of the operation it names has operation `""`: what the
 * spec says of the operation does not hold for it.
 */
export const createRequestBuilder = (spec: Spec, target: Target): RequestBuilder => {
  const base = new URL(target.url);
  const basePath = base.pathname.replace(/\/+$/, '');
  return (template, resolve) => {
    const resolved = replaceReferences(template, (reference) => {
      const named = namedBy(reference);
      return named?.kind === 'token' ? tokenText(named, target) : resolve(reference);
    });
    const known = own(spec.operations, resolved.operation);
    const path = (template.path === undefined ? known?.path : replaceInPath(template.path, resolve)) ?? '/';
    const body = bodyOf(resolved);
    const token = resolved.as === NOBODY ? undefined : own(target.tokens, resolved.as)?.secret;
    const defaults: Headers = [
      ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const]),
      ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ['Accept', 'application/json'],
      // Without it a server may pack its answers as it likes (RFC 9110 section 12.5.3).
      ['Accept-Encoding', 'identity'],
    ];
    return {
      operation: isOnRoute({ ...resolved, path }, spec) ? resolved.operation : '',
      as: resolved.as,
      method: resolved.method ?? known?.method ?? 'GET',
      origin: base.origin,
      path: withQuery(`${basePath}${path}`, queryOf(resolved.query)),
      headers: overridden(defaults, resolved.headers),
      ...(body === undefined ? {} : { body }),
    };
  };
};
