import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../runner/types.ts';

type Stream = Pick<WriteStream, 'isTTY' | 'columns'>;
type Variables = Readonly<Record<string, string | undefined>>;

const set = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Colours belong on a terminal, unless NO_COLOR (no-color.org) is set or the terminal has none. */
export const wantsColour = (stream: Stream, env: Variables): boolean =>
  stream.isTTY === true && !set(env.NO_COLOR) && env.TERM !== 'dumb';

/** How a report is drawn on this stream. */
export const drawing = (stream: Stream, env: Variables): { readonly colour: boolean; readonly width?: number } => ({
  colour: wantsColour(stream, env),
  ...(stream.isTTY === true ? { width: stream.columns } : {}),
});

/** Writes to standard output; returns once it is written, or once nobody reads any longer. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });

/** A reader that goes away (`| head`) is no reason to stop: a run must still give back what it created. */
export const ignoreClosedPipes = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
};

/** Writes the progress of a run to standard error: one rewritten line on a terminal, plain lines in continuous integration. */
export const progressWriter = async (): Promise<(event: RunEvent) => void> => {
  const { noProgress, progress } = await import('../reporters/progress.ts');
  const { stderr, env } = process;
  const terminal = stderr.isTTY === true && env.TERM !== 'dumb' && !set(env.CI);
  let state = noProgress;
  return (event) => {
    const step = progress(state, event, { terminal, ...drawing(stderr, env) });
    state = step.state;
    if (step.text !== '') stderr.write(step.text);
  };
};
