import type { Outcome } from '../runner/types/finding.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import { leakText } from './leaks.ts';
import { type Style, styleFor } from './style.ts';
import { beginning, count, duration, targetText } from './text.ts';
import { visibleLine } from './visible.ts';

/** What live progress remembers of the events so far. */
export type Progress = {
  /** Scenarios that will run, and those that came to an outcome. */
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  readonly errored: number;
  /** Scenarios that are running, and when each began, in milliseconds since the epoch. */
  readonly running: ReadonlyMap<string, number>;
};

export type ProgressOptions = {
  /** True for one line that is rewritten in place; false for one line a scenario, as logs want it. */
  readonly terminal: boolean;
  readonly colour: boolean;
  /** Columns of the terminal; the rewritten line is cut to fit. */
  readonly width?: number;
};

/** Before the first event. */
export const noProgress: Progress = { total: 0, finished: 0, failed: 0, errored: 0, running: new Map() };

/** Characters of a message that a line shows; the report has it whole. */
const LONGEST_REASON = 200;

/** Carriage return, then "erase to the end of the line" (ECMA-48, EL). */
const ERASE_LINE = '\r\u001b[K';

const without = (running: Progress['running'], scenario: string): Progress['running'] =>
  new Map([...running].filter(([id]) => id !== scenario));

const next = (state: Progress, event: RunEvent): Progress => {
  if (event.type === 'run-started') {
    return { ...noProgress, total: event.scenarios.filter(({ skip }) => skip === undefined).length };
  }
  if (event.type === 'scenario-started') {
    return { ...state, running: new Map([...state.running, [event.scenario, event.at]]) };
  }
  if (event.type !== 'scenario-finished' || event.outcome.status === 'skipped') return state;
  const { status } = event.outcome;
  return {
    ...state,
    finished: state.finished + 1,
    failed: state.failed + (status === 'failed' ? 1 : 0),
    errored: state.errored + (status === 'errored' ? 1 : 0),
    running: without(state.running, event.scenario),
  };
};

const WORDS: Readonly<Record<Outcome['status'], string>> = {
  passed: 'passed ',
  failed: 'FAILED ',
  errored: 'ERRORED',
  skipped: 'skipped',
};

const short = (text: string): string =>
  text.length <= LONGEST_REASON ? text : `${beginning(text, LONGEST_REASON)} ...`;

const why = (outcome: Outcome): string => {
  if (outcome.status === 'failed') return `: ${short(outcome.findings[0]?.message ?? '')}`;
  return outcome.status === 'errored' ? `: ${short(outcome.reason)}` : '';
};

const finishedLine = (
  event: RunEvent & { readonly type: 'scenario-finished' },
  before: Progress,
  after: Progress,
  style: Style,
): string => {
  const { status } = event.outcome;
  const colour = { passed: style.good, failed: style.bad, errored: style.doubtful, skipped: style.faint }[status];
  const total = String(after.total);
  const number = `${String(after.finished).padStart(total.length)}/${total}`;
  const took = duration(event.at - (before.running.get(event.scenario) ?? event.at));
  return `${number} ${colour(WORDS[status])} ${visibleLine(`${event.scenario} (${took})${why(event.outcome)}`)}`;
};

/** A line that stays, or nothing. A terminal is told of a pass by the line that is rewritten. */
const lastingLine = (
  event: RunEvent,
  before: Progress,
  after: Progress,
  options: ProgressOptions,
): string | undefined => {
  const style = styleFor(options.colour);
  if (event.type === 'run-started') {
    const skipped = event.scenarios.length - after.total;
    const rest = skipped === 0 ? '' : `; ${skipped} more cannot run`;
    return visibleLine(
      `${count(after.total, 'scenario')} against ${targetText(event)}, profile ${event.profile}${rest}`,
    );
  }
  if (event.type === 'scenario-finished' && event.outcome.status !== 'skipped') {
    const quiet = options.terminal && event.outcome.status === 'passed';
    return quiet ? undefined : finishedLine(event, before, after, style);
  }
  // The event comes when the wait begins.
  if (event.type === 'waited') return style.faint(visibleLine(`waiting ${duration(event.ms)}: ${event.reason}`));
  return event.type === 'leaked' ? style.bad(visibleLine(leakText(event))) : undefined;
};

const rewrittenLine = ({ total, finished, failed, errored, running }: Progress, width: number): string => {
  const bad = [...(failed === 0 ? [] : [`${failed} failed`]), ...(errored === 0 ? [] : [`${errored} errored`])];
  const names = [...running.keys()].map(visibleLine).join(', ');
  const parts = [`${finished}/${total}`, ...bad, ...(names === '' ? [] : [names])];
  return beginning(parts.join('  '), Math.max(0, width - 1));
};

/**
 * What to write to a terminal or a log when an event arrives, and what to remember for the next one. The text carries its own
 * line ends; after the event `run-finished` nothing is left on the line that was rewritten.
 */
export const progress = (
  state: Progress,
  event: RunEvent,
  options: ProgressOptions,
): { readonly state: Progress; readonly text: string } => {
  const after = next(state, event);
  const line = lastingLine(event, state, after, options);
  const lasting = line === undefined ? '' : `${line}\n`;
  if (!options.terminal) return { state: after, text: lasting };
  if (event.type === 'run-finished') return { state: after, text: ERASE_LINE };
  if (after === state && line === undefined) return { state, text: '' };
  return { state: after, text: `${ERASE_LINE}${lasting}${rewrittenLine(after, options.width ?? 80)}` };
};
