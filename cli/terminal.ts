import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../runner/types/run-event.ts';

type Stream = Pick<WriteStream, 'isTTY' | 'columns'>;
type Variables = Readonly<Record<string, string | undefined>>;

const set = (value: string | undefined): boolean => value !== undefined && value !== '';

const forced = ({ FORCE_COLOR }: Variables): boolean => set(FORCE_COLOR) && !/^(0|false)$/.test(FORCE_COLOR ?? '');

/** Colours belong on a terminal that has them, and where FORCE_COLOR is set; never where NO_COLOR (no-color.org) is. */
export const wantsColour = (stream: Stream, env: Variables): boolean =>
  !set(env.NO_COLOR) && (forced(env) || (stream.isTTY === true && env.TERM !== 'dumb' && !set(env.FORCE_COLOR)));

/** How a report is drawn on this stream. */
export const drawing = (stream: Stream, env: Variables): { readonly colour: boolean; readonly width?: number } => ({
  colour: wantsColour(stream, env),
  ...(stream.isTTY === true ? { width: stream.columns } : {}),
});

let failure: string | undefined;

/** Code of the error by which standard output was lost, such as `ENOSPC`. A reader that went away is none. */
export const outputFailure = (): string | undefined => failure;

/** Writes to standard output; returns once it is written, or once it cannot be. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'EPIPE';
      if (code !== 'EPIPE') failure ??= code;
      resolve();
    });
  });

/** A reader that goes away (`| head`) or a disk that is full is no reason to stop: a run must still give back what it created. */
export const ignoreLostStreams = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
};

/** Writes the progress of a run to standard error: one rewritten line on a terminal, plain lines in continuous integration. */
export const progressWriter = async (): Promise<(event: RunEvent) => void> => {
  const { noProgress, progress } = await import('../reporters/progress.ts');
  const { stderr, env } = process;
  const terminal = stderr.isTTY === true && env.TERM !== 'dumb' && !set(env.CI);
  const colour = wantsColour(stderr, env);
  let state = noProgress;
  return (event) => {
    const step = progress(state, event, { terminal, colour, ...(terminal ? { width: stderr.columns } : {}) });
    state = step.state;
    if (step.text !== '') stderr.write(step.text);
  };
};
