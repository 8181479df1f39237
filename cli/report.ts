import type { Command } from 'commander';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { LogProblem } from '../reporters/ndjson.ts';
import { parseLog } from '../reporters/ndjson.ts';
import { count } from '../reporters/text.ts';
import { collect } from '../runner/collect.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { ExitCode } from './exit.ts';
import { gathering, optionProblem } from './exit.ts';
import { readText } from './files.ts';
import { addReportOption, conclude, openOutputs } from './outputs.ts';
import { named } from './overwritten.ts';
import { unreadable } from './refusals.ts';

/** A log of which hardly anything is left has a problem in every line. */
const MOST_TOLD = 10;

const toldOf = (problems: readonly LogProblem[]): readonly LogProblem[] => {
  const next = problems[MOST_TOLD];
  const rest = problems.length - MOST_TOLD;
  return next === undefined
    ? problems
    : [
        ...problems.slice(0, MOST_TOLD),
        { line: next.line, message: `From here on ${count(rest, 'more line')} cannot be read.`, remedy: next.remedy },
      ];
};

const readLog = (file: string): readonly RunEvent[] => {
  const { text, failure = '' } = readText(file);
  if (text === undefined) throw new InputError([optionProblem(file, unreadable(failure), 'Check the path.')]);
  const { events, problems } = parseLog(text);
  if (problems.length === 0) return events;
  const problemAt = ({ line, message, remedy }: LogProblem): Problem => ({
    place: { file, line, column: 1 },
    pointer: '',
    message,
    remedy,
  });
  throw new InputError(toldOf(problems).map(problemAt));
};

const execute = async (file: string, values: readonly string[]): Promise<ExitCode> => {
  const gather = gathering();
  const read = await gather.attempt(() => readLog(file));
  const { outputs, problems } = openOutputs(values, named('<log>', file));
  gather.add(problems);
  const events = gather.settle(read);
  for (const event of events) outputs.event(event);
  return conclude(collect(events), outputs);
};

/** `report`: any report from an event log, with the exit code that the run had. */
export const configure = (command: Command): void => {
  addReportOption(command.argument('<log>', 'event log that run --report ndjson=FILE wrote')).action(
    async (file: string, flags: { readonly report: readonly string[] }) => {
      process.exitCode = await execute(file, flags.report);
    },
  );
};
