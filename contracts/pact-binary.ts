import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { PROXIES } from '../runner/proxies.ts';

/** What a run of Pact's command line came to. */
export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  /** Variables that the command shall see beside those that it needs to work at all. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/**
 * Variables of this process that the command may see. All others stay out: some add a Broker to a local verification, or
 * publish results, without a word.
 */
const PASSED = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  ...PROXIES,
  'NO_PROXY',
  'no_proxy',
];

const passedOn = (): Record<string, string> =>
  Object.fromEntries(
    PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );

/** An option of the command with its value, if it has one. */
export const option = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, value];

const binary = (): string => {
  const require = createRequire(import.meta.url);
  const { standalone } = require('@pact-foundation/pact-cli/src/pact-standalone.js') as {
    readonly standalone: () => { readonly pactFullPath: string };
  };
  return standalone().pactFullPath;
};

/**
 * Runs the command `pact` that comes with `@pact-foundation/pact-cli`. Secrets belong into `env`: arguments can be seen by
 * every process. Rejects if the command cannot be started or `signal` stops it.
 */
export const runPact = (args: readonly string[], { env = {}, signal }: RunOptions = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(binary(), args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...passedOn(), PACT_DO_NOT_TRACK: 'true', ...env },
      ...(signal === undefined ? {} : { signal }),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode, ended) => {
      if (ended !== null) output.stderr += `\nit was ended by ${ended}`;
      resolve({ exitCode: exitCode ?? 1, ...output });
    });
  });
