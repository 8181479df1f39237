import { after, faultsOf } from '../changes/change.ts';
import type { Call, Provider } from '../types.ts';

/** A way of asking that is not the usual one. */
type Way = {
  readonly id: string;
  /** What is said of a request that is made in this way, behind `is`. */
  readonly words: string;
  readonly met: (call: Call, provider: Provider) => boolean;
};

const WAYS: readonly Way[] = [
  {
    id: 'sub-domain',
    words: 'for an organization named by sub domain',
    met: ({ lookups }) => lookups.organization?.sub_domain !== undefined,
  },
  {
    id: 'other-organization',
    words: 'for an organization that is not the first',
    met: ({ organization }, { world }) => organization !== world.organizations.main,
  },
  {
    id: 'permalink',
    words: 'for a network named by permalink',
    met: ({ lookups }) => lookups.network?.permalink !== undefined,
  },
  {
    id: 'other-network',
    words: 'for a network that is not the first',
    met: ({ network }, { world }) => network !== world.networks.main,
  },
  { id: 'other-token', words: 'by a token that is not the first', met: ({ token }) => token?.role === 'second' },
];

/** Each of these ways with ipv6, and with a VIP. */
const OPTIONS = WAYS.flatMap(({ id, words, met }) =>
  faultsOf('relations', [
    {
      id: `ipv6-with-${id}-is-ipv4`,
      text: `Whoever asks for ipv6 ${words} gets an IPv4 address.`,
      requirement: 'SUCC-3',
      apply: after('findNetwork', (outcome, call, provider) => {
        if (outcome === undefined && met(call, provider)) call.version = 'ipv4';
        return outcome;
      }),
    },
    {
      id: `vip-with-${id}-is-none`,
      text: `A VIP that is asked for ${words} is none.`,
      requirement: 'SUCC-5',
      apply: after('validation', (outcome, call, provider) => {
        if (outcome === undefined && met(call, provider)) call.vip = false;
        return outcome;
      }),
    },
  ]),
);

/** Each of these ways with every other one. */
const BOTH = WAYS.flatMap((one, index) =>
  WAYS.slice(index + 1).flatMap((other) =>
    faultsOf('relations', [
      {
        id: `crash-with-${one.id}-and-${other.id}`,
        text: `A request ${one.words} and ${other.words} makes the server fail.`,
        requirement: 'SUCC-1',
        apply: after('validation', (outcome, call, provider) =>
          outcome === undefined && one.met(call, provider) && other.met(call, provider)
            ? { refused: 'unhandled_exception', detail: {}, text: null }
            : outcome,
        ),
      },
    ]),
  ),
);

/** Requests that ask for something in two unusual ways at once, of which each alone is served. */
export const PAIRS = [...OPTIONS, ...BOTH];
