import type { Json } from '../runner/types/values.ts';
import type { SchemaError } from './collapse.ts';

/** How values are named and shown in messages. */
export type Wording = {
  /** What the whole value is called. */
  readonly root: string;
  /** A value of the wrong kind, in words. */
  readonly show: (value: Json | undefined) => string;
  /** A text of the wrong form, as it is written. */
  readonly cite: (text: string) => string;
};

/** What an explanation says; `pointer` where it is not the value itself. */
export type Words = {
  readonly fact: string;
  readonly remedy: string;
  readonly expected: string;
  readonly pointer?: string;
  /** It is about a member's name: unknown, or missing. */
  readonly member?: 'unknown' | 'missing';
};

/** Puts an error of ajv into words; `name` is what the value is called. */
export type Explanation = (error: SchemaError, name: string, wording: Wording) => Words;
