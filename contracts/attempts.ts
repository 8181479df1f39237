import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange, JsonObject, ProviderState } from '../runner/types.ts';
import type { Reach } from './exchanges.ts';
import { createdBy, operationFor, partsOf, release } from './exchanges.ts';
import { absentIn, injected, senderOf } from './roles.ts';
import { setUp, tearDown } from './states.ts';

/** A request as the Verifier makes it. */
export type Asked = {
  readonly method: string;
  /** Path below the base URL, with query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** It is no HTTP interaction: the Verifier asks for a message. */
  readonly isMessage: boolean;
};

type Made = { readonly exchange?: Exchange; readonly trouble?: string };

/** What came of one interaction: its exchange, or the reason why the target could not be asked. */
export type Attempt = Made & { readonly asked: Asked };

/** A resource that a verification created and could not give back. */
export type Leak = { readonly attempt: number; readonly resource: string; readonly reason: string };

export type SessionOptions = {
  /** References to roles, whose values the Verifier may put into requests. */
  readonly references: readonly string[];
  /** Role of bearers that name no role of the target. */
  readonly stranger?: string;
  /** Nothing is sent to the target: every interaction goes without an answer. */
  readonly mute?: boolean;
};

type Open = {
  readonly states: readonly ProviderState[];
  readonly trouble?: string;
  readonly authorization?: string;
  readonly exchange?: Exchange;
};

/** One run of the Verifier: an interaction after the other is entered, asked and left. */
export type Session = {
  readonly reach: Reach;
  readonly options: SessionOptions;
  /** One for each interaction that was asked, in the order of the Verifier. */
  readonly attempts: Attempt[];
  readonly leaks: Leak[];
  /** Addresses that were created, and those of them that were released. */
  readonly counts: { created: number; released: number };
  open: Open;
};

export const newSession = (reach: Reach, options: SessionOptions): Session => ({
  reach,
  options,
  attempts: [],
  leaks: [],
  counts: { created: 0, released: 0 },
  open: { states: [] },
});

/**
 * Brings the target into one state of the interaction. Returns the values that the Verifier may put into the request. A
 * state that fails is remembered: the interaction is then not sent.
 */
export const enter = async (session: Session, state: ProviderState): Promise<JsonObject> => {
  const { reach, options, open } = session;
  const values = injected(options.references, reach.target);
  // The Verifier announces an interaction without states by a state without a name.
  if (state.name === '' || open.trouble !== undefined || options.mute === true) return values;
  const result = await setUp(state, reach);
  if ('trouble' in result) {
    session.open = { ...open, trouble: result.trouble };
    return values;
  }
  session.open = { ...open, states: [...open.states, state] };
  return { ...values, ...result.values };
};

/** Headers that belong to one connection or say how the body was sent (RFC 9110, section 7.6.1). */
const OWN = [
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'accept-encoding',
];

/** The headers that pass from one connection to the next. */
export const passing = (headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] =>
  headers.filter(([name]) => !OWN.includes(name));

const sendOn = async (
  { reach }: Session,
  asked: Asked,
  as: string,
  authorization: string | undefined,
): Promise<Exchange> => {
  const { method, path, body } = asked;
  const { authorization: _role, ...headers } = asked.headers;
  const pairs = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  const base = partsOf(reach.target.url);
  return reach.send({
    operation: operationFor(reach.spec, method, path)?.id ?? '',
    as,
    method,
    origin: base.origin,
    path: `${base.path}${path}` || '/',
    headers: [...passing(pairs), ...(authorization === undefined ? [] : [['authorization', authorization] as const])],
    ...(body === '' ? {} : { body }),
  });
};

const attempt = async (session: Session, asked: Asked): Promise<Made> => {
  const { reach, options, open } = session;
  if (open.trouble !== undefined) return { trouble: open.trouble };
  if (asked.isMessage) return { trouble: 'this is a message: only HTTP interactions are verified' };
  if (options.mute === true) return { trouble: 'nothing is sent' };
  const absent = absentIn(`${asked.path} ${asked.body}`);
  if (absent !== undefined) return { trouble: `the request needs ${absent} (target.yaml)` };
  const sender = senderOf(asked.headers.authorization, reach.target, options.stranger);
  if ('unknown' in sender)
    return { trouble: `the bearer \`${sender.unknown}\` names no role of the target (target.yaml: tokens)` };
  const { as, authorization } = sender;
  const exchange = await sendOn(session, asked, as, authorization);
  session.open = { ...open, exchange, ...(authorization === undefined ? {} : { authorization }) };
  const { failure } = exchange;
  return failure === undefined || failure.kind === 'broken' ? { exchange } : { exchange, trouble: failure.message };
};

/** Sends the request of an interaction to the target, as the role that it names. */
export const ask = async (session: Session, asked: Asked): Promise<Attempt> => {
  const made = { asked, ...(await attempt(session, asked)) };
  session.attempts.push(made);
  return made;
};

const giveBack = async (
  { reach, attempts, leaks, counts }: Session,
  { exchange, authorization }: Open,
): Promise<void> => {
  const resource = exchange === undefined ? undefined : createdBy(exchange, reach.spec);
  if (exchange === undefined || resource === undefined) return;
  counts.created += 1;
  const reason = await release(exchange, authorization ?? '', reach);
  if (reason === undefined) counts.released += 1;
  else leaks.push({ attempt: attempts.length - 1, resource, reason });
};

/** Ends an interaction: gives back what it created, and takes its states back, the latest first. */
export const leave = async (session: Session): Promise<void> => {
  const { open, attempts } = session;
  session.open = { states: [] };
  await giveBack(session, open);
  const [trouble] = await tearDown(open.states, session.reach);
  const last = attempts.pop();
  if (last !== undefined) attempts.push(trouble === undefined ? last : { trouble, ...last });
};
