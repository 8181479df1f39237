import type { Exchange } from './types/exchange.ts';
import type { Operation, Spec } from './types/spec.ts';

type Of = Pick<Exchange, 'operation'>;

/** The operation of an exchange; what is off every route is read as the operation under test would be. */
export const operationOf = ({ operation }: Of, { operations, subject }: Spec): Operation | undefined =>
  operations[operation] ?? operations[subject];

/** The operation that created what came of an exchange: its own, or that under test if its own creates nothing. */
export const creatorOf = ({ operation }: Of, { operations, subject }: Spec): Operation | undefined =>
  operations[operation]?.allocates === undefined ? operations[subject] : operations[operation];
