import { isObject } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { faultsOf, forgive, LIVE } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import type { Call, Change, Fault } from '../types.ts';
import { main, type Of } from './exclusivity.ts';
import { mainNetwork, mainOrganization } from './lookups.ts';

type When = (call: Call) => boolean;

type Way = readonly [id: string, words: string, when: When];

const namesPermalink = (network: Json | undefined): boolean => isObject(network) && 'permalink' in network;

const VIP: Way = ['a-vip', 'if a VIP is asked for', ({ input }) => input.vip === true];
const TOKEN: Way = ['another-token', 'for a token that is not the first', ({ token }) => token?.role === 'second'];
const BOTH: Way = [
  'a-vip-of-another-token',
  'if a VIP is asked for by a token that is not the first',
  ({ input, token }) => input.vip === true && token?.role === 'second',
];
const PERMALINK: Way = [
  'a-permalink',
  'if the network is named by permalink',
  ({ input }) => namesPermalink(input.network),
];

const emptyDefaults =
  (of: Of) =>
  (when: When): Change =>
    readAs(of, (value, provider, call) =>
      isObject(value) && Object.keys(value).length === 0 && when(call) ? main(of, provider) : value,
    );

type Check = Pick<Fault, 'id' | 'class' | 'requirement'> & {
  readonly words: string;
  readonly except: (when: When) => Change;
  readonly ways: readonly Way[];
  readonly profiles?: Fault['profiles'];
};

/** What a server may forget to look at where the request is not the usual one. */
const CHECKS: readonly Check[] = [
  {
    id: 'unknown-version-taken',
    class: 'arguments',
    words: 'A version that does not exist means ipv4',
    requirement: 'ARG-2',
    except: (when) => readAs('version', (value, _, call) => (value === 'ipv5' && when(call) ? 'ipv4' : value)),
    ways: [VIP, TOKEN, BOTH],
  },
  ...(['organization', 'network'] as const).map((of) => ({
    id: `empty-${of}-taken`,
    class: 'exclusivity',
    words: `A lookup of the ${of} without members names the default one`,
    requirement: 'EXCL-3',
    except: emptyDefaults(of),
    ways: [VIP, TOKEN, BOTH],
  })),
  {
    id: 'unknown-organization-taken',
    class: 'lookups',
    words: 'An organization that does not exist is taken for the default one',
    requirement: 'LOOK-1',
    except: (when) => forgive('findOrganization', mainOrganization, when),
    ways: [VIP, TOKEN, BOTH],
  },
  {
    id: 'unknown-network-taken',
    class: 'lookups',
    words: 'A network that does not exist is taken for the default one',
    requirement: 'LOOK-2',
    except: (when) => forgive('findNetwork', mainNetwork, when),
    ways: [VIP, TOKEN, BOTH],
  },
  {
    id: 'blank-label-taken',
    class: 'arguments',
    words: 'A VIP is created with an empty label',
    requirement: 'VAL-1',
    profiles: LIVE,
    except: (when) => forgive('validation', undefined, (call) => call.label === '' && when(call)),
    ways: [PERMALINK, TOKEN],
  },
];

/** Checks that are made of the usual request only. */
export const FORGOTTEN: readonly Fault[] = CHECKS.flatMap(({ id, words, except, ways, class: name, ...check }) =>
  faultsOf(
    name,
    ways.map(([way, reason, when]) => ({
      ...check,
      id: `${id}-for-${way}`,
      text: `${words} ${reason}.`,
      apply: except(when),
    })),
  ),
);
