import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Outgoing } from '../runner/outgoing.ts';
import type { Reach } from './exchanges.ts';
import { operationNamed, partsOf } from './exchanges.ts';

/** A request as the Verifier makes it. */
export type Asked = {
  readonly method: string;
  /** Path below the base URL, with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** It is no HTTP interaction: the Verifier asks for a message. */
  readonly isMessage: boolean;
};

/**
 * Headers of a request that belong to one connection (RFC 9110, section 7.6.1), and what the Verifier adds of its own: answers that
 * it asks to be packed could not be read in a report.
 */
const OWN = ['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'accept-encoding'];

/** Without it a target may pack its answers as it likes (RFC 9110 section 12.5.3). */
const UNPACKED = ['accept-encoding', 'identity'] as const;

/** The headers of a request that pass from one connection to the next. */
const passing = (headers: IncomingHttpHeaders): readonly (readonly [string, string])[] =>
  Object.entries(headers)
    .filter(([name]) => !OWN.includes(name))
    .map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);

/** A request of the Verifier as it is sent to the target, with a role's authorization in the place of the pact's. */
export const forwarded = (
  asked: Asked,
  { as, authorization }: { readonly as: string; readonly authorization?: string },
  { target, spec }: Reach,
): Outgoing => {
  const { method, path, body } = asked;
  const { authorization: _role, ...headers } = asked.headers;
  const base = partsOf(target.url);
  return {
    operation: operationNamed(spec, method, path),
    as,
    method,
    origin: base.origin,
    path: `${base.path}${path}` || '/',
    headers: [
      ...passing(headers),
      UNPACKED,
      ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
    ],
    ...(body.length === 0 ? {} : { body: isUtf8(body) ? body.toString('utf8') : body }),
  };
};
