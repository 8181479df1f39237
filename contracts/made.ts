import { bytesOf } from '../runner/capture.ts';
import type { Exchange } from '../runner/types/exchange.ts';

/** What came of a request: its exchange, as it may be reported, or the reason why nobody knows anything by it. */
export type Made = { readonly exchange?: Exchange; readonly trouble?: string };

const SECRET = 'a secret is in an answer that is no text: it was kept from the Verifier';

/** What is made of an exchange; an answer that broke off is one all the same. */
export const madeOf = (exchange: Exchange): Made => {
  const { failure, response } = exchange;
  if (failure !== undefined) return failure.kind === 'broken' ? { exchange } : { exchange, trouble: failure.message };
  return response !== undefined && bytesOf(response) === undefined ? { exchange, trouble: SECRET } : { exchange };
};
