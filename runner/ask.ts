import type { Courier, Delivery, Errand } from './courier.ts';
import type { RequestBuilder } from './request.ts';
import type { RequestTemplate } from './types/scenario.ts';

/** Sends the request that a template stands for. */
export type Ask = (template: RequestTemplate) => Promise<Delivery>;

const NO_ANSWERS = (): undefined => undefined;

/** Sends on one errand the requests of templates that refer to no earlier answer. */
export const asker =
  ({ build, courier }: { readonly build: RequestBuilder; readonly courier: Courier }, errand: Errand): Ask =>
  (template) =>
    courier.deliver(build(template, NO_ANSWERS), errand);
