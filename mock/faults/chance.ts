import { creating, faultsOf, isRefusal } from '../changes/change.ts';
import { jsonOf, onReply, withJson } from '../changes/replies.ts';
import type { Reply } from '../replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'protocol';

/** How many answers go wrong, of all. */
const ONE_IN = 10;

const INTERNAL: Pick<Reply, 'status'> = { status: 500 };

/** Changes one answer in ten to the operation under test, by chance. */
const sometimes =
  (change: (reply: Reply) => Reply, when: 'created' | 'refused' | 'any'): Change =>
  (behaviour, random) =>
    onReply((reply, call, outcome) => {
      const kind = isRefusal(outcome) ? 'refused' : 'created';
      const concerned = creating(call) && (when === 'any' || when === kind);
      return concerned && random() < 1 / ONE_IN ? change(reply) : reply;
    })(behaviour, random);

export const CHANCE = faultsOf(CLASS, [
  {
    id: 'sometimes-500',
    text: 'One answer in ten has status 500.',
    requirement: 'ERR-2',
    deterministic: false,
    apply: sometimes((reply) => ({ ...reply, ...INTERNAL }), 'any'),
  },
  {
    id: 'sometimes-incomplete',
    text: 'One success in ten lacks the address.',
    requirement: 'SUCC-2',
    deterministic: false,
    apply: sometimes((reply) => withJson(reply, { ...jsonOf(reply), ip_address: {} }), 'created'),
  },
  {
    id: 'sometimes-no-code',
    text: 'One error in ten is an empty object.',
    requirement: 'ERR-1',
    deterministic: false,
    apply: sometimes((reply) => withJson(reply, {}), 'refused'),
  },
  {
    id: 'sometimes-no-json',
    text: 'One answer in ten is no JSON.',
    requirement: 'PROTO-1',
    deterministic: false,
    apply: sometimes(
      (reply) => ({ ...reply, headers: [['Content-Type', 'text/html']], body: '<h1>Bad Gateway</h1>' }),
      'any',
    ),
  },
]);
