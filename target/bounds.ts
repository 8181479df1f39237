import { createRequire } from 'node:module';

type Bounds = { readonly minimum: number; readonly maximum: number };
type Schema = {
  readonly properties: { readonly limits: { readonly properties: { readonly concurrency: Bounds } } };
  readonly $defs: { readonly duration: { readonly title: string; readonly pattern: string } };
};

const schema: Schema = createRequire(import.meta.url)('./target.schema.json');
const { minimum, maximum } = schema.properties.limits.properties.concurrency;
const { title, pattern } = schema.$defs.duration;

/** How many scenarios may run at one time, for whoever sets it other than by `target.yaml`. */
export const concurrencyBounds: Bounds = { minimum, maximum };

/** What a duration is in words, and how it is written: never so long that a timer would end at once, as from 2^31 ms on. */
export const durationRule = { title, pattern: new RegExp(pattern) };
