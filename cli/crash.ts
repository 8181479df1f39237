import { CommanderError } from 'commander';
import { InputError } from '../documents/problems.ts';
import { type Redactor, redactorOf } from '../runner/redact.ts';
import { proxySecrets, secretsOf } from '../runner/secrets.ts';
import type { Target } from '../runner/types/target.ts';
import type { ExitCode } from './exit.ts';
import { BAD_INPUT, DONE, UNDETERMINED } from './exit.ts';

const secrets = new Set<string>();
const redactors: Redactor[] = [];

/** From now on no message of a crash repeats what is secret of this target, or lets in at a proxy. */
export const hideSecretsOf = (target: Target): void => {
  const all = secretsOf(target, proxySecrets(process.env));
  for (const { text } of all) secrets.add(text);
  if (target.tls.key !== undefined) secrets.add(target.tls.key);
  redactors.push(redactorOf(all));
};

/** Secrets as they are, even short ones, and then in whatever other spelling. */
const withoutSecrets = (text: string): string => {
  const plain = [...secrets]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return redactors.reduce((rest, redactor) => redactor.text(rest), plain);
};

let lastWords = (): string => '';

/** From now on a crash ends with these words: what is held at that moment. */
export const leaveWith = (words: () => string): void => {
  lastWords = words;
};

const crashText = (error: unknown, debug: boolean): string => {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && debug ? error.stack : undefined;
  const hint = stack === undefined ? 'Set DEBUG=1 to see where; please report it.' : stack;
  const what = `katapult-conformance: this should not happen: ${message}\n    ${hint}\n`;
  const words = lastWords();
  return withoutSecrets(words === '' ? what : `${what}${words}\n`);
};

/** What a command that threw tells its user, and what the process returns; commander has told its own errors already. */
export const outcomeOf = (error: unknown, debug: boolean): { readonly text: string; readonly code: ExitCode } => {
  if (error instanceof InputError) return { text: `${error.message}\n`, code: BAD_INPUT };
  if (error instanceof CommanderError) return { text: '', code: error.exitCode === 0 ? DONE : BAD_INPUT };
  return { text: crashText(error, debug), code: UNDETERMINED };
};
