import type { Report } from '../runner/types/report.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { ConsoleOptions } from './console.ts';
import { toLine } from './ndjson.ts';

/** A way to write down a run, as `--report NAME` or `--report NAME=FILE` asks for it. */
export type Reporter = {
  /** One line for the help. */
  readonly about: string;
  /** Where it goes if no file is named: to standard output, or nowhere, so that a file must be named. */
  readonly medium: 'stream' | 'file';
} & (
  | { readonly from: 'report'; readonly render: (report: Report, options: ConsoleOptions) => Promise<string> }
  /** Written while the run goes on, a line for every event, so that a crash leaves what happened until then. */
  | { readonly from: 'events'; readonly line: (event: RunEvent) => string }
);

/** Every reporter by its name. What only one of them needs is loaded when it renders. */
export const reporters = {
  console: {
    about: 'for people: failures first, the verdict last',
    medium: 'stream',
    from: 'report',
    render: async (report, options) => (await import('./console.ts')).renderConsole(report, options),
  },
  junit: {
    about: 'JUnit XML for continuous integration',
    medium: 'file',
    from: 'report',
    render: async (report) => (await import('./junit.ts')).renderJunit(report),
  },
  ndjson: {
    about: 'the event log, from which every other report can be made again',
    medium: 'file',
    from: 'events',
    line: toLine,
  },
} satisfies Readonly<Record<string, Reporter>>;

const byName: Readonly<Record<string, Reporter>> = reporters;

/** The reporter of a name that a user gave. */
export const reporterNamed = (name: string): Reporter | undefined =>
  Object.hasOwn(byName, name) ? byName[name] : undefined;
