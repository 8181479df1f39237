import type { Listing } from './observe.ts';
import type { Sender } from './send.ts';
import type { RequestTemplate } from './types/scenario.ts';

/** The list that was read last, for as long as nothing was sent since that could have changed it. */
export type Sighting = {
  readonly keep: (list: RequestTemplate, listing: Listing) => void;
  readonly recall: (list: RequestTemplate) => Listing | undefined;
};

const keyOf = ({ operation, as, path, query }: RequestTemplate): string => JSON.stringify([operation, as, path, query]);

/** Gives with it the sender that every request of the run has to go through. */
export const createSighting = (sender: Sender): { readonly sighting: Sighting; readonly sender: Sender } => {
  let last: { readonly key: string; readonly listing: Listing } | undefined;
  return {
    sighting: {
      keep: (list, listing) => {
        last = { key: keyOf(list), listing };
      },
      recall: (list) => (last?.key === keyOf(list) ? last.listing : undefined),
    },
    sender: {
      ...sender,
      send: (request, options) => {
        last = undefined;
        return sender.send(request, options);
      },
    },
  };
};
