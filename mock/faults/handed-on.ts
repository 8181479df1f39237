import { after, all, faultsOf, inStage, isRefusal, onOutcome, refuseAt, remembering } from '../changes/change.ts';
import { latestReleasedFirst } from '../changes/released.ts';
import type { Address } from '../things.ts';
import type { Call, Change } from '../types.ts';
import { CLASS } from './stored.ts';

/** Gives an address that is handed out again something of whoever had it before. */
const keepingOf = (give: (address: Address, before: Address) => Partial<Address>, shown: boolean): Change =>
  remembering(() => {
    const released = new Map<string, Address>();
    return all(
      latestReleasedFirst,
      inStage('release', (next) => (call, provider) => {
        if (call.address !== undefined) released.set(call.address.address, call.address);
        return next(call, provider);
      }),
      after('allocation', (outcome, call, { world }) => {
        const { address } = call;
        const before = address === undefined ? undefined : released.get(address.address);
        if (address === undefined || before === undefined) return outcome;
        const again = { ...address, ...give(address, before) };
        world.state.addresses.set(address.id, again);
        if (shown) call.address = again;
        return outcome;
      }),
    );
  });

/** The next address gets the label that a request asked for which was refused with this code. */
const labelOfRefused = (code: string): Change =>
  remembering(() => {
    let label: Call['label'] = null;
    return all(
      after('validation', (outcome, call) => {
        if (outcome === undefined && label !== null) call.label = label;
        label = null;
        return outcome;
      }),
      onOutcome((outcome, call) => {
        if (isRefusal(outcome) && outcome.refused === code) label = call.label;
        return outcome;
      }),
    );
  });

/** Servers where what an address was, or was to be, is still there when it is handed out. */
export const HANDED_ON = faultsOf(CLASS, [
  {
    id: 'label-of-former-vip',
    text: 'An address that is handed out again has the label of the VIP that it was.',
    requirement: 'SUCC-6',
    apply: keepingOf(({ label }, before) => ({ label: label ?? before.label }), true),
  },
  {
    id: 'label-of-former-vip-shown',
    text: 'An address that is handed out again is shown with the label of the VIP that it was.',
    requirement: 'SUCC-10',
    apply: keepingOf(({ label }, before) => ({ label: before.label ?? label }), false),
  },
  {
    id: 'former-vip-listed-as-vip',
    text: 'An address that is handed out again is shown and listed as the VIP that it was.',
    requirement: 'SUCC-10',
    apply: keepingOf(({ vip }, before) => ({ vip: vip || before.vip }), false),
  },
  {
    id: 'listed-for-former-organization',
    text: 'An address that is handed out again is listed for the organization that had it before.',
    requirement: 'SUCC-11',
    apply: keepingOf((_, { organization }) => ({ organization }), false),
  },
  {
    id: 'label-kept-after-release',
    text: 'The label of a VIP cannot be given to another one after it was released.',
    requirement: 'SUCC-12',
    apply: remembering(() => {
      const labels = new Set<string>();
      return all(
        inStage('release', (next) => (call, provider) => {
          const { address } = call;
          if (address?.vip && address.label !== null) labels.add(`${address.organization} ${address.label}`);
          return next(call, provider);
        }),
        refuseAt(
          'validation',
          'validation_error',
          ({ vip, label, organization }) => vip && labels.has(`${organization?.id} ${label}`),
        ),
      );
    }),
  },
  {
    id: 'label-of-request-for-dry-pool',
    text: 'After a request for a VIP that a dry pool refused the next address has its label.',
    requirement: 'SUCC-6',
    apply: labelOfRefused('no_available_addresses'),
  },
]);
