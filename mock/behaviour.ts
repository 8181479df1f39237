import type { ServerResponse } from 'node:http';
import { count } from './limiter.ts';
import { nextFree } from './pools.ts';
import type { Reply } from './replies.ts';
import * as access from './stages/access.ts';
import * as addresses from './stages/addresses.ts';
import * as lookups from './stages/lookups.ts';
import * as neighbours from './stages/neighbours.ts';
import * as scalars from './stages/scalars.ts';
import { syntax } from './stages/syntax.ts';
import type { Behaviour, StageName } from './types.ts';

const ACCESS: readonly StageName[] = ['availability', 'token', 'capabilities', 'caller', 'limit', 'scope'];

/** Sends an answer in one piece, with its length. */
export const transport = (reply: Reply, response: ServerResponse): void => {
  const headers = reply.headers.flat();
  response.writeHead(reply.status, [...headers, 'Content-Length', String(Buffer.byteLength(reply.body))]);
  response.end(reply.body);
};

/** A server that keeps the contract. Faults are judged in the order of the stages. */
export const REFERENCE: Behaviour = {
  route: (method, path, { answers }) => answers.route(method, path),
  order: {
    createIpAddress: [
      ...ACCESS,
      'syntax',
      'organization',
      'network',
      'version',
      'vip',
      'label',
      'findOrganization',
      'organizationStatus',
      'permission',
      'findNetwork',
      'validation',
      'allocation',
      'answer',
    ],
    listIpAddresses: [
      ...ACCESS,
      'syntax',
      'organization',
      'findOrganization',
      'organizationStatus',
      'permission',
      'list',
    ],
    getIpAddress: [...ACCESS, 'syntax', 'permission', 'findAddress', 'answer'],
    releaseIpAddress: [...ACCESS, 'syntax', 'permission', 'findAddress', 'release'],
  },
  stages: {
    availability: access.availability,
    token: access.token,
    capabilities: access.capabilities,
    caller: access.caller,
    limit: access.limit,
    scope: access.scope,
    syntax,
    organization: lookups.lookup('organization'),
    network: lookups.lookup('network'),
    version: scalars.version,
    vip: scalars.vip,
    label: scalars.label,
    findOrganization: lookups.findOrganization,
    organizationStatus: lookups.organizationStatus,
    permission: lookups.permission,
    findNetwork: lookups.findNetwork,
    validation: scalars.validation,
    allocation: addresses.allocation,
    findAddress: neighbours.findAddress,
    release: neighbours.release,
    list: neighbours.list,
    answer: addresses.answer,
  },
  prefer: ([first]) => first,
  choose: nextFree,
  newId: (world) => world.newId('ip'),
  count,
  show: addresses.show,
  render: (outcome, call, { answers }) =>
    'refused' in outcome
      ? answers.error(call.operation, outcome, call.rate)
      : answers.success(call.operation, outcome.body, call.rate),
  transport,
};
