#!/usr/bin/env node
import { outcomeOf } from './crash.ts';
import { programFor } from './program.ts';
import { ignoreClosedPipes } from './terminal.ts';

const fail = (error: unknown): void => {
  const { text, code } = outcomeOf(error, (process.env.DEBUG ?? '') !== '');
  process.stderr.write(text);
  process.exitCode = code;
};

ignoreClosedPipes();
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    fail(error);
    process.exit();
  });

try {
  const args = process.argv.slice(2);
  await (await programFor(args)).parseAsync(args, { from: 'user' });
} catch (error) {
  fail(error);
}
