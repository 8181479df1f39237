import { setTimeout as pass } from 'node:timers/promises';
import { creating, faultsOf, inStage, isRefusal, remembering } from '../changes/change.ts';
import type { Token } from '../things.ts';
import type { Call, Change, StageName } from '../types.ts';
import { GAP_MS } from './duplicates.ts';

const CLASS = 'state';

/** Keeps something of a request where all requests keep it: what comes at once gets that of the last one. */
const sharing = <Member extends keyof Call>(member: Member, stage: StageName): Change =>
  remembering(() => {
    let last: Pick<Call, Member>;
    return inStage(stage, (next) => async (call, provider) => {
      if (!creating(call)) return next(call, provider);
      last = call;
      await pass(GAP_MS);
      call[member] = last[member];
      return next(call, provider);
    });
  });

/** A request that may not be made is made by whoever makes another one at the same time. */
const sharingTokens: Change = remembering(() => {
  const present = new Set<Token>();
  return inStage('token', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    const own = call.token;
    if (own !== undefined) present.add(own);
    await pass(GAP_MS);
    if (own !== undefined) present.delete(own);
    const [other] = present;
    if (!isRefusal(outcome) || other === undefined) return outcome;
    call.token = other;
    return undefined;
  });
});

/** Servers that mix up requests that come at once. */
export const MIXUPS = faultsOf(
  CLASS,
  [
    {
      id: 'race-for-label',
      text: 'Requests that come at once get the label of the last one.',
      requirement: 'SUCC-6',
      apply: sharing('label', 'allocation'),
    },
    {
      id: 'race-for-version',
      text: 'Requests that come at once get the version of the last one.',
      requirement: 'SUCC-3',
      apply: sharing('version', 'allocation'),
    },
    {
      id: 'race-for-network',
      text: 'Requests that come at once get an address of the network of the last one.',
      requirement: 'SUCC-7',
      apply: sharing('network', 'allocation'),
    },
    {
      id: 'race-for-organization',
      text: 'Requests that come at once create an address for the organization of the last one.',
      requirement: 'SUCC-11',
      apply: sharing('organization', 'allocation'),
    },
    {
      id: 'race-for-answer',
      text: 'Requests that come at once are answered with the address of the last one.',
      requirement: 'SUCC-9',
      apply: sharing('address', 'answer'),
    },
    {
      id: 'race-for-token',
      text: 'A request without a token that comes at once with another one is served as if it had the token of that one.',
      requirement: 'AUTH-1',
      apply: sharingTokens,
    },
  ].map((fault) => ({ ...fault, deterministic: false })),
);
