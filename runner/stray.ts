import type { Exchange, Failure } from './types/exchange.ts';

/** With these something between says that it waits no longer (RFC 9110 sections 15.5.9, 15.6.3, 15.6.5; 499 is nginx's own). */
const GIVEN_UP = [408, 499, 502, 504];

/** What this side has aborted is none of them: it could not be sent, or nothing is judged after it, for the run ends. */
const UNANSWERED: readonly Failure['kind'][] = ['timeout', 'closed'];

/** Does nobody wait any more for the answer to a request that was sent? It may have its effect all the same, at any time from then on. */
export const isStray = ({ failure, response }: Exchange): boolean =>
  failure === undefined
    ? response !== undefined && GIVEN_UP.includes(response.status)
    : UNANSWERED.includes(failure.kind);
