import type { ProviderState } from '../runner/types/scenario.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { reportable, roleless } from './credentials.ts';
import type { Custody } from './custody.ts';
import type { Reach } from './exchanges.ts';
import { completed } from './exchanges.ts';
import type { Asked } from './forward.ts';
import { forwarded } from './forward.ts';
import { type Made, madeOf } from './made.ts';
import { absentIn, injected, senderOf } from './roles.ts';

type Amid = {
  /** Why the target may have come into another state since an earlier interaction. */
  readonly unsettled?: string;
};

/** What came of one interaction: its exchange, or the reason why the target could not be asked. */
export type Attempt = Made &
  Amid & {
    readonly asked: Asked;
    /** What the states gave for the request. */
    readonly values: JsonObject;
    /** The target was brought into a state, and no request of before may have had its effect since. */
    readonly controlled: boolean;
  };

/** Why a state could not be taken back after an interaction, which is named by its place among the attempts. */
export type StuckAfter = { readonly reason: string; readonly interaction: number };

/** An earlier run of the Verifier, whose answers are given once more; `differs` is called if it asks for something else. */
export type Recording = { readonly attempts: readonly (Attempt | undefined)[]; readonly differs: () => void };

export type SessionOptions = {
  /** Names of the values that requests may take from provider states; references to roles are among them. */
  readonly wanted: readonly string[];
  /** Role of bearers that name no role of the target. */
  readonly stranger?: string;
  /** Needs no custody: nothing is sent to the target. */
  readonly recording?: Recording;
};

type Open = {
  /** What the states gave for the request. */
  readonly values: JsonObject;
  /** The Verifier has announced the interaction. */
  readonly begun: boolean;
  readonly states: readonly ProviderState[];
  readonly trouble?: string;
} & Amid;

/** One run of the Verifier: an interaction after the other is entered, asked and left. */
export type Session = {
  readonly reach: Reach;
  /** Without it nothing is sent to the target: an interaction has its recorded answer, or none. */
  readonly custody: Custody | undefined;
  readonly options: SessionOptions;
  /** One for each interaction, in the order of the Verifier; `undefined` if it made no request of it. */
  readonly attempts: (Attempt | undefined)[];
  readonly stuck: StuckAfter[];
  open: Open;
  /** The request, or the set-up of a state, that is under way. */
  asking: Promise<unknown>;
  /** The end of an interaction that is under way. */
  leaving: Promise<void>;
  /** How many interactions have been left; each is left once, however many states are taken back. */
  left: number;
};

const NOTHING_OPEN: Open = { begun: false, states: [], values: {} };

export const newSession = (reach: Reach, custody: Custody | undefined, options: SessionOptions): Session => ({
  reach,
  custody,
  options,
  attempts: [],
  stuck: [],
  open: NOTHING_OPEN,
  asking: Promise.resolve(),
  leaving: Promise.resolve(),
  left: 0,
});

/** Begins an interaction. It is not sent while a state of an earlier one may be in force. */
const begin = async (session: Session): Promise<Open> => {
  session.open = { ...NOTHING_OPEN, begun: true };
  const recovering = session.custody?.states.recover();
  session.asking = recovering ?? Promise.resolve();
  const trouble = await recovering;
  const unsettled = session.custody?.states.unsettled();
  session.open = {
    ...session.open,
    ...(trouble === undefined ? {} : { trouble }),
    ...(unsettled === undefined ? {} : { unsettled }),
  };
  return session.open;
};

/**
 * Brings the target into one state of the interaction. Returns the values that the Verifier may put into the request. A
 * state that fails is remembered: the interaction is then not sent.
 */
export const enter = async (session: Session, state: ProviderState): Promise<JsonObject> => {
  const { reach, custody, options } = session;
  const open = session.open.begun ? session.open : await begin(session);
  const recorded = options.recording?.attempts[session.attempts.length]?.values;
  const values = { ...injected(options.wanted, reach.target), ...recorded };
  // The Verifier announces an interaction without states by a state without a name.
  if (state.name === '' || open.trouble !== undefined || custody === undefined) return values;
  const setting = custody.states.setUp(state);
  session.asking = setting;
  const result = await setting;
  const failed = 'reason' in result;
  const states = failed && result.refused ? open.states : [...open.states, state];
  if (failed) {
    session.open = { ...open, states, trouble: result.reason };
    return values;
  }
  session.open = { ...open, states, values: { ...open.values, ...result.values } };
  return { ...values, ...result.values };
};

const bareOf = ({ path }: Asked): string => path.split('?')[0] ?? '';

/** What came of the interaction before; the Broker may have other pacts by now. */
const once = ({ attempts }: Session, asked: Asked, { attempts: earlier, differs }: Recording): Made => {
  const recorded = earlier[attempts.length];
  if (recorded?.asked.method === asked.method && bareOf(recorded.asked) === bareOf(asked)) return recorded;
  differs();
  return { trouble: 'it was not asked before' };
};

const attempt = async (session: Session, asked: Asked): Promise<Made> => {
  const { reach, custody, options, open } = session;
  if (options.recording !== undefined) return once(session, asked, options.recording);
  if (open.trouble !== undefined) return { trouble: open.trouble };
  if (asked.isMessage) return { trouble: 'this is a message: only HTTP interactions are verified' };
  if (custody === undefined) return { trouble: 'nothing is sent' };
  const absent = absentIn(`${asked.path} ${JSON.stringify(asked.headers)} ${asked.body}`, reach.target);
  if (absent !== undefined) return { trouble: `the request needs ${absent}` };
  const sender = senderOf(asked.headers.authorization, reach.target, options.stranger);
  if ('unknown' in sender) return { trouble: roleless(sender.unknown, open.values) };
  const delivery = await custody.send(forwarded(asked, sender, reach), session.attempts.length);
  if ('halted' in delivery) return { trouble: delivery.halted };
  return madeOf(reportable(completed(delivery.exchange), open.values));
};

/** Sends the request of an interaction to the target, as the role that it names. */
export const ask = async (session: Session, asked: Asked): Promise<Attempt> => {
  const strayed = session.custody?.strayed() === true;
  const attempted = attempt(session, asked);
  session.asking = attempted;
  const { values, states, unsettled } = session.open;
  const made = {
    ...(unsettled === undefined ? {} : { unsettled }),
    ...(await attempted),
    asked,
    values,
    controlled: states.length > 0 && !strayed,
  };
  session.attempts.push(made);
  return made;
};

/** Takes note that nobody can find out whether the interaction that was asked last is kept. */
export const doubt = ({ attempts }: Session, trouble: string): void => {
  const made = attempts.at(-1);
  if (made !== undefined) attempts.splice(-1, 1, { trouble, ...made });
};

const giveBack = async (session: Session): Promise<void> => {
  await session.asking;
  const { open, attempts, custody, left } = session;
  // A header that HTTP does not know, for example: the Verifier has no request to send, and goes on to the next interaction.
  if (open.begun && attempts.length === left) attempts.push(undefined);
  const last = attempts.length;
  const created = last > left ? custody : undefined;
  session.open = NOTHING_OPEN;
  session.left = last;
  await created?.tryAll(last - 1);
  const stuck = await custody?.states.takeBack(open.states);
  if (stuck !== undefined) session.stuck.push({ reason: stuck.reason, interaction: last - 1 });
  await created?.finish(last - 1);
};

/** Ends an interaction, after one that is ending: gives back what it created, and takes its states back, the latest first. */
export const leave = (session: Session): Promise<void> => {
  session.leaving = session.leaving.then(() => giveBack(session));
  return session.leaving;
};
