import { bytesOf } from '../runner/capture.ts';
import { createRedactor } from '../runner/redact.ts';
import type { Exchange } from '../runner/types/exchange.ts';
import type { Target } from '../runner/types/target.ts';

/** What came of a request: its exchange, as it may be reported, or the reason why nobody knows anything by it. */
export type Made = { readonly exchange?: Exchange; readonly trouble?: string };

const SECRET = 'a secret is in an answer that is no text: it was kept from the Verifier';

/**
 * An exchange whose answer repeats a secret in UTF-16 or UTF-32 (RFC 2781), as it may be reported; `undefined` if it does not. There
 * the letters of a secret have NULs beside them, so that no search for the secret finds it.
 */
const withoutWideSecrets = (exchange: Exchange, target: Target): Exchange | undefined => {
  const { response, failure } = exchange;
  if (response?.text.includes('\0') !== true) return undefined;
  const { text, broken } = createRedactor(target);
  const narrow = response.text.replaceAll('\0', '');
  const shown = (failure === undefined ? text : broken)(narrow);
  if (shown === narrow) return undefined;
  const { status, headers } = response;
  return { ...exchange, response: { status, headers, text: shown, problem: 'it is not UTF-8' } };
};

/** What is made of an exchange; an answer that broke off is one all the same. */
export const madeOf = (exchange: Exchange, target: Target): Made => {
  const narrow = withoutWideSecrets(exchange, target);
  const made = { exchange: narrow ?? exchange };
  const { failure, response } = exchange;
  if (failure !== undefined) return failure.kind === 'broken' ? made : { ...made, trouble: failure.message };
  const isSecret = narrow !== undefined || (response !== undefined && bytesOf(response) === undefined);
  return isSecret ? { ...made, trouble: SECRET } : made;
};
