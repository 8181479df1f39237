import { setTimeout as pass } from 'node:timers/promises';
import { faultsOf, inStage, remembering } from '../changes/change.ts';
import type { Call, Change, StageName } from '../types.ts';
import { GAP_MS } from './duplicates.ts';

/** Lets requests of an operation that come at once go on with something of the last one. */
const sharing = <Member extends keyof Call>(operation: string, member: Member, stage: StageName): Change =>
  remembering(() => {
    let last: Pick<Call, Member>;
    return inStage(stage, (next) => async (call, provider) => {
      if (call.operation.id !== operation) return next(call, provider);
      last = call;
      await pass(GAP_MS);
      call[member] = last[member];
      return next(call, provider);
    });
  });

/** Servers that mix up requests to list, show or release that come at once. */
export const MIXUPS_OF_OTHERS = faultsOf(
  'state',
  [
    {
      id: 'race-for-shown',
      text: 'Requests to show addresses that come at once are answered with that of the last one.',
      requirement: 'SUCC-10',
      apply: sharing('getIpAddress', 'address', 'answer'),
    },
    {
      id: 'race-for-list',
      text: 'Requests for lists that come at once are answered with that of the last one.',
      requirement: 'SUCC-11',
      apply: sharing('listIpAddresses', 'organization', 'list'),
    },
    {
      id: 'race-for-released',
      text: 'Of releases of different addresses that come at once each takes back that of the last one.',
      requirement: 'REL-1',
      apply: sharing('releaseIpAddress', 'address', 'release'),
    },
  ].map((fault) => ({ ...fault, deterministic: false })),
);
