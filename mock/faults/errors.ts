import { answerInstead, faultsOf } from '../changes/change.ts';
import { onError } from '../changes/replies.ts';
import type { Change } from '../types.ts';

const CLASS = 'errors';

const status = (code: string, other: number): Change => onError([code], (reply) => ({ ...reply, status: other }));

/** Statuses that a server may send with a code that does not belong to them. */
const STATUSES: readonly (readonly [code: string, status: number])[] = [
  ['missing_api_token', 401],
  ['invalid_api_token', 401],
  ['scope_not_granted', 401],
  ['permission_denied', 404],
  ['organization_suspended', 402],
  ['organization_not_activated', 409],
  ['organization_not_found', 400],
  ['network_not_found', 422],
  ['rate_limit_reached', 503],
  ['service_unavailable', 500],
  ['no_available_addresses', 409],
  ['no_available_addresses', 429],
];

const WRONG_STATUS = faultsOf(
  CLASS,
  STATUSES.map(([code, other]) => ({
    id: `${code.replaceAll('_', '-')}-as-${other}`,
    text: `${code} comes with status ${other}.`,
    requirement: 'ERR-2',
    apply: status(code, other),
  })),
);

/** Codes that a server may take for one another. */
const MISTAKEN: readonly (readonly [code: string, other: string, requirement: string])[] = [
  ['organization_not_found', 'network_not_found', 'LOOK-1'],
  ['network_not_found', 'organization_not_found', 'LOOK-2'],
  ['organization_suspended', 'organization_not_activated', 'LOOK-3'],
  ['organization_not_activated', 'organization_suspended', 'LOOK-4'],
  ['permission_denied', 'organization_not_found', 'LOOK-5'],
  ['organization_suspended', 'permission_denied', 'LOOK-3'],
  ['service_unavailable', 'no_available_addresses', 'AVAIL-1'],
];

const WRONG_CODE = faultsOf(
  CLASS,
  MISTAKEN.map(([code, other, requirement]) => ({
    id: `${code}-called-${other}`.replaceAll('_', '-'),
    text: `${code} is answered as ${other}.`,
    requirement,
    apply: answerInstead(code, other),
  })),
);

export const ERRORS = [...WRONG_STATUS, ...WRONG_CODE];
