import { type ChildProcess, spawn } from 'node:child_process';
import { inject } from 'vitest';

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Running = {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once the stream has said this; rejects if the process ends before. */
  readonly says: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<RegExpExecArray>;
};

type Options = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };

/** Starts the command as a process of its own, with no environment but what is given. */
export const start = (args: readonly string[], { cwd, env = {} }: Options = {}): Running => {
  const child = spawn(process.execPath, [inject('command'), ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, ...texts }));
  });
  const says: Running['says'] = (stream, pattern) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(texts[stream]);
        if (match !== null) resolve(match);
      };
      look();
      child[stream].on('data', look);
      child.on('close', () => reject(new Error(`never said ${pattern}:\n${texts.stdout}\n${texts.stderr}`)));
    });
  return { child, finished, says };
};

/** Runs the command to its end. */
export const command = (args: readonly string[], options?: Options): Promise<Finished> => start(args, options).finished;
