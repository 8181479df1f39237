import { expect, it } from 'vitest';
import type { Sender } from '../../runner/send.ts';
import type { Exchange } from '../../runner/types.ts';
import { words } from './running.ts';
import { runAll, scenarioOf, stepOf, targetOf } from './support.ts';

const done = (request: Parameters<Sender['send']>[0], rest: Partial<Exchange>): Exchange => ({
  operation: request.operation,
  as: request.as,
  request: { method: request.method, url: '', headers: [] },
  tokenEchoes: [],
  sentAt: 0,
  answeredAt: 0,
  ...rest,
});

/** A sender that acts as `send` does; `log` tells what was asked of it. */
const senderOf = (
  send: (turn: number, onSent: () => void) => Promise<Partial<Exchange>>,
): Sender & { readonly log: string[] } => {
  const log: string[] = [];
  let turn = 0;
  return {
    log,
    warm: async (_, count) => {
      log.push(`warm ${count}`);
    },
    send: async (request, { onSent = () => {} } = {}) => {
      log.push(request.method);
      return done(request, request.method === 'POST' ? await send(turn++, onSent) : {});
    },
    close: async () => {},
  };
};

const failure = { kind: 'connect', message: 'refused' } as const;
const refusal = { status: 400, headers: [], text: '', json: { code: 'bad', detail: {} } };
const scenario = scenarioOf({
  alone: true,
  level: 'safe',
  steps: [
    stepOf({ times: 3, together: true, expect: { ...stepOf().expect, answers: [{ status: 400, code: 'bad' }] } }),
  ],
});
const runWith = async (sender: Sender) => {
  const { report } = await runAll([scenario], targetOf('http://test'), { sender });
  return report.scenarios[0];
};

it('requests that were never under way at one time prove nothing of what happens then', async () => {
  let before: Promise<unknown> = Promise.resolve();
  const sender = senderOf((_, onSent) => {
    const mine = before.then(async () => {
      onSent();
      await Promise.resolve();
      return { response: refusal };
    });
    before = mine.then(() => new Promise((resolve) => setImmediate(resolve)));
    return mine;
  });
  expect(words((await runWith(sender))?.outcome)).toBe(
    "errored: step 'step-1': requests did not overlap: never were two of 3 under way",
  );
});

it('a request that was never sent does not count, and not against the others', async () => {
  const sender = senderOf(async (turn, onSent) => {
    if (turn === 0) return { failure };
    await new Promise((resolve) => setImmediate(resolve));
    onSent();
    await new Promise((resolve) => setImmediate(resolve));
    return { response: refusal };
  });
  const result = await runWith(sender);
  expect(result?.overlap).toMatchObject({ requests: 3, inFlight: 2 });
  expect(words(result?.outcome)).toBe("errored: step 'step-1': no answer (connect): refused");
});

it('connections are opened before the first request', async () => {
  const sender = senderOf(async (_, onSent) => {
    onSent();
    return { response: refusal };
  });
  await runWith(sender);
  expect(sender.log).toEqual(['warm 3', 'POST', 'POST', 'POST']);
});
