import type { Outgoing } from './outgoing.ts';
import type { Failure } from './types/exchange.ts';
import { errors } from './undici.ts';

/** How far an exchange got before it failed. */
export type Progress = 'connecting' | 'sent' | 'answering';

/** OpenSSL's and Node's codes of certificates and handshakes that failed. */
const TLS = /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$)/;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** What a server that speaks no TLS looks like to OpenSSL. */
const NO_TLS = /^ERR_SSL_(WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL)$/;

/** OpenSSL's reason in place of its whole line, which names addresses in memory and lines of its source. */
const handshakeMessage = (error: Error): string | undefined => {
  if (!/^ERR_SSL_/.test(codeOf(error)) || !('reason' in error) || typeof error.reason !== 'string') return undefined;
  return NO_TLS.test(codeOf(error))
    ? `the server speaks no TLS there (${error.reason}): its URL may have to begin with http://`
    : `TLS: ${error.reason}`;
};

const messageOf = (error: Error): string => {
  // Of undici's own timeouts only that of a tunnel is on.
  if (error instanceof errors.HeadersTimeoutError) return 'the proxy did not answer in time';
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[])[0] : undefined;
  return inner instanceof Error ? inner.message : (handshakeMessage(error) ?? error.message);
};

/** undici cannot read past a `100 Continue` that it did not ask for. */
const isContinue = (error: Error): boolean => error instanceof errors.SocketError && error.message === 'bad response';

/** A proxy that refuses to pass a request on has passed nothing to the target. */
const isRefusedByProxy = ({ message }: Error): boolean => message === 'Proxy Authentication Required (407)';

const CONTINUE =
  'the answer begins with `100 Continue`, which no request asks for: a server may send it (RFC 9110 section 15.2), but what follows it cannot be read here';

const kindOf = (error: Error, progress: Progress): Failure['kind'] => {
  if (isRefusedByProxy(error)) return 'connect';
  if (error instanceof errors.InvalidArgumentError) return 'aborted';
  if (error instanceof errors.HeadersOverflowError) return 'too-large';
  if (progress === 'connecting') return TLS.test(codeOf(error)) ? 'tls' : 'connect';
  if (isContinue(error)) return 'closed';
  if (error instanceof errors.HTTPParserError) return 'broken';
  return progress === 'sent' ? 'closed' : 'broken';
};

const unsendable = (why: string): Failure => ({ kind: 'aborted', message: `the request cannot be sent: ${why}` });

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t -~\x80-\xff]*$/;
const PATH = /^[!-\xff]*$/;

/** What undici would refuse of a request, and name less clearly; a value of the target or of an answer may be at fault. */
export const flawOf = ({ headers, path }: Outgoing): Failure | undefined => {
  if (!PATH.test(path)) return unsendable('its path holds a character that no path can carry');
  const nameless = headers.find(([name]) => !NAME.test(name));
  if (nameless !== undefined) return unsendable(`\`${nameless[0]}\` is no name of a header`);
  const broken = headers.find(([, value]) => !VALUE.test(value));
  return broken && unsendable(`its header \`${broken[0]}\` holds a character that no header can carry`);
};

/** Did a connection that was already open break before the request was written to it? Nobody has seen the request then. */
export const isStale = (error: Error, progress: Progress): boolean =>
  progress === 'connecting' &&
  /^(?:ECONNRESET|EPIPE)$/.test(codeOf(error)) &&
  'syscall' in error &&
  /^(?:read|write)$/.test(String(error.syscall));

/** Why there is no whole answer. `answering` means that at least one byte of it came. */
export const failureOf = (error: Error, progress: Progress): Failure => {
  const kind = kindOf(error, progress);
  const message = messageOf(error);
  if (kind === 'aborted') return unsendable(message);
  if (isContinue(error)) return { kind, message: CONTINUE };
  if (kind === 'closed') return { kind, message: `the connection was closed without an answer (${message})` };
  if (kind === 'broken') return { kind, message: `the answer is no complete HTTP message (${message})` };
  return { kind, message };
};
