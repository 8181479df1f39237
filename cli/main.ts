#!/usr/bin/env node
import { outcomeOf } from './crash.ts';
import { UNDETERMINED } from './exit.ts';
import { programFor } from './program.ts';
import { ignoreLostStreams, outputFailure } from './terminal.ts';

const fail = (error: unknown): void => {
  const { text, code } = outcomeOf(error, (process.env.DEBUG ?? '') !== '');
  process.stderr.write(text);
  process.exitCode = code;
};

/** A report that nobody can have read leaves nothing conformant. */
const tellLostOutput = async (code: string): Promise<void> => {
  const { NOT_GREEN, unwritable } = await import('./refusals.ts');
  process.stderr.write(`${unwritable('Standard output', code)}.\n`);
  if ((process.exitCode ?? 0) !== 0) return;
  process.stderr.write(`${NOT_GREEN}\n`);
  process.exitCode = UNDETERMINED;
};

ignoreLostStreams();
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    fail(error);
    process.exit();
  });

try {
  const args = process.argv.slice(2);
  await (await programFor(args)).parseAsync(args, { from: 'user' });
  const code = outputFailure();
  if (code !== undefined) await tellLostOutput(code);
} catch (error) {
  fail(error);
}
