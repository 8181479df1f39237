import type { Json } from '../../runner/types/values.ts';
import { after, faultsOf, forgive, inStage, LIVE, refuseAt } from '../changes/change.ts';
import { readAs } from '../changes/reading.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Address } from '../things.ts';
import type { Change } from '../types.ts';

/** Gives the new address a value that the request brought along. */
const assign = (member: 'id' | 'address'): Change =>
  inStage('allocation', (next) => async (call, provider) => {
    const outcome = await next(call, provider);
    const wanted = call.input[member];
    if (call.address === undefined || typeof wanted !== 'string') return outcome;
    const address: Address = { ...call.address, [member]: wanted };
    provider.world.state.addresses.delete(call.address.id);
    provider.world.state.addresses.set(address.id, address);
    call.address = address;
    return outcome;
  });

/** Answers with a value that the request brought along. */
const echo = (member: string): Change =>
  onIpAddress((ip, { input }) => {
    const { [member]: brought } = input;
    return typeof brought === 'string' ? { ...ip, [member]: brought } : ip;
  });

const refuseNull = (member: 'vip' | 'label'): Change =>
  refuseAt(member, 'missing_required_argument', (call) => call.input[member] === null);

const isWord = (value: Json | undefined): boolean => value === 'yes' || value === 'no';

export const OPTIONS = faultsOf('arguments', [
  {
    id: 'vip-words-unknown',
    text: 'vip is not understood if it is spelled yes or no.',
    requirement: 'ARG-7',
    profiles: LIVE,
    apply: readAs('vip', (value) => (isWord(value) ? 'unknown' : value)),
  },
  {
    id: 'vip-numbers-unknown',
    text: 'vip is not understood if it is a number.',
    requirement: 'ARG-7',
    profiles: LIVE,
    apply: readAs('vip', (value) => (typeof value === 'number' ? 'unknown' : value)),
  },
  {
    id: 'vip-any-text-is-true',
    text: 'Any text that is not empty makes vip true.',
    requirement: 'ARG-7',
    profiles: LIVE,
    apply: readAs('vip', (value) => (typeof value === 'string' && value !== '' ? true : value)),
  },
  {
    id: 'vip-unreadable-is-false',
    text: 'A vip that spells no boolean counts as false.',
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('vip', (value) => (value === 'TRUE' || value === 2 ? false : value)),
  },
  {
    id: 'vip-empty-is-false',
    text: 'An empty vip counts as false.',
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('vip', (value) => (value === '' || Array.isArray(value) ? false : value)),
  },
  {
    id: 'vip-null-refused',
    text: 'A vip that is null is refused.',
    requirement: 'ARG-9',
    profiles: LIVE,
    apply: refuseNull('vip'),
  },
  {
    id: 'label-where-vip-is-false',
    text: 'An address that is asked for with a vip of false, and without a label, has one.',
    requirement: 'SUCC-6',
    profiles: LIVE,
    apply: onIpAddress((ip, { input, label }) =>
      input.vip === false && label === null ? { ...ip, label: 'VIP' } : ip,
    ),
  },
  {
    id: 'label-null-refused',
    text: 'A label that is null is refused.',
    requirement: 'ARG-9',
    profiles: LIVE,
    apply: refuseNull('label'),
  },
  {
    id: 'label-of-any-type',
    text: 'A label that is no text is turned into one.',
    requirement: 'ARG-8',
    profiles: LIVE,
    apply: readAs('label', (value) =>
      value === undefined || value === null || typeof value === 'string' ? value : JSON.stringify(value),
    ),
  },
  {
    id: 'label-may-be-blank',
    text: 'A VIP is created with an empty label.',
    requirement: 'VAL-1',
    profiles: LIVE,
    apply: forgive('validation', undefined, (call) => call.vip && call.label !== null),
  },
  {
    id: 'label-may-be-of-blanks',
    text: 'A VIP is created with a label of blanks.',
    requirement: 'VAL-1',
    profiles: LIVE,
    apply: forgive('validation', undefined, (call) => call.vip && call.label !== null && call.label !== ''),
  },
  {
    id: 'id-from-request',
    text: 'The address gets the id that the request brings along.',
    requirement: 'ARG-6',
    apply: assign('id'),
  },
  {
    id: 'address-from-request',
    text: 'The address is the one that the request brings along.',
    requirement: 'ARG-6',
    apply: assign('address'),
  },
  ...(['allocation_id', 'allocation_type', 'reverse_dns'] as const).map((member) => ({
    id: `${member.replace('_', '-')}-from-request`,
    text: `${member} is what the request brings along.`,
    requirement: 'ARG-6',
    apply: echo(member),
  })),
  {
    id: 'organization-from-request',
    text: 'The address goes to the organization whose id the request brings along.',
    requirement: 'ARG-6',
    apply: after('allocation', (outcome, call, { world }) => {
      const { organization_id: organization } = call.input;
      if (call.address !== undefined && typeof organization === 'string')
        world.state.addresses.set(call.address.id, { ...call.address, organization });
      return outcome;
    }),
  },
]);
