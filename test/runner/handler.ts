import type { ServerResponse } from 'node:http';
import { kept } from './running.ts';
import { type Asked, type Reply, serveJson } from './support.ts';

/** A request for a provider state; `what` are the name of the state and the action, `nth` counts those with the same from 1. */
export type Wanted = Asked & { readonly what: string; readonly nth: number };

export const DONE: Reply = { status: 200 };

/** A handler of provider states for one test; it closes the connection where `answer` gives nothing. */
export const handler = async (answer: (wanted: Wanted) => Reply | undefined | Promise<Reply | undefined>) => {
  const asked: Wanted[] = [];
  const { url } = await kept(
    serveJson(async (one, response: ServerResponse) => {
      const { state, action } = one.json as { state: string; action: string };
      const what = `${state} ${action}`;
      const wanted = { ...one, what, nth: asked.filter((earlier) => earlier.what === what).length + 1 };
      asked.push(wanted);
      const reply = await answer(wanted);
      if (reply === undefined) response.destroy();
      return reply;
    }),
  );
  return { asked, states: { url: `${url}/states`, headers: { 'X-Key': 'key-of-the-states-url' } } };
};

export const tries = (times: number, what: string): readonly string[] => Array.from({ length: times }, () => what);
