import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import type { Outcome } from '../../runner/types/finding.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import { expectOf, serveThings } from './support.ts';

const open: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

/** Closes something after the test. */
export const kept = async <T extends { readonly close: () => unknown }>(one: T | Promise<T>): Promise<T> => {
  open.push(await one);
  return one;
};

/** A server of things that is closed after the test. */
export const things = (...override: Parameters<typeof serveThings>) => kept(serveThings(...override));

/** Answers with less than it says, and closes the connection. */
export const brokenOff = (response: ServerResponse, text = '{'): 'silent' => {
  response.writeHead(200, { 'content-length': '99' });
  response.write(text, () => response.destroy());
  return 'silent';
};

/** Something that happens once. */
export const signal = (): { readonly given: Promise<void>; readonly give: () => void } => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
};

export const BAD = { status: 400, code: 'bad' };
export const refused = expectOf([BAD]);

/** Step and status of each exchange. */
export const exchangesOf = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'exchange' ? [`${event.step} ${event.exchange.response?.status}`] : []));

/** An outcome in words. */
export const words = (outcome: Outcome | undefined): string => {
  if (outcome?.status === 'failed') return outcome.findings.map(({ message }) => message).join(' | ');
  return outcome?.status === 'passed' ? 'passed' : `${outcome?.status}: ${outcome?.reason}`;
};
