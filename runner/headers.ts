import type { Received } from './types/exchange.ts';

/** The first header of that name, in any case. */
export const headerOf = ({ headers }: Pick<Received, 'headers'>, name: string): string | undefined =>
  headers.find(([known]) => known === name.toLowerCase())?.[1];
