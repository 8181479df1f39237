import { createRequire } from 'node:module';

type Bounds = { readonly minimum: number; readonly maximum: number };
type Schema = {
  readonly properties: { readonly limits: { readonly properties: { readonly concurrency: Bounds } } };
};

const schema: Schema = createRequire(import.meta.url)('./target.schema.json');
const { minimum, maximum } = schema.properties.limits.properties.concurrency;

/** How many scenarios may run at one time, for whoever sets it other than by `target.yaml`. */
export const concurrencyBounds: Bounds = { minimum, maximum };
