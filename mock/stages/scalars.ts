import type { Json } from '../../runner/types/values.ts';
import type { Refusal } from '../replies.ts';
import type { Version } from '../things.ts';
import type { Call, Provider, Stage } from '../types.ts';

const refuseArgument = (call: Call, { answers }: Provider, name: string, situation: string): Refusal | undefined =>
  answers.refuseCase(call.operation, `${name}-${situation}`, { path: [name], argument: { name, description: null } });

const isVersion = (value: Json | undefined, { answers }: Provider): value is Version =>
  (answers.description.spec.tables.enums ?? []).some((row) => row.member === 'version' && row.value === value);

export const version: Stage = (call, provider) => {
  const value = call.input.version;
  if (value === undefined || value === null) return refuseArgument(call, provider, 'version', 'absent');
  if (!isVersion(value, provider)) return refuseArgument(call, provider, 'version', 'unknown');
  call.version = value;
  return undefined;
};

/** Spellings of a boolean that the framework takes (`apia`, boolean scalar). */
const SPELLINGS: ReadonlyMap<Json, boolean> = new Map<Json, boolean>([
  ...['true', 'yes', '1', 1].map((spelling) => [spelling, true] as const),
  ...['false', 'no', '0', 0].map((spelling) => [spelling, false] as const),
]);

export const vip: Stage = (call, provider) => {
  const value = call.input.vip;
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') {
    call.vip = value;
    return undefined;
  }
  const spelt = SPELLINGS.get(value);
  const situation = value === null ? 'null' : spelt === undefined ? 'unreadable' : 'coercible';
  const refusal = refuseArgument(call, provider, 'vip', situation);
  call.vip = refusal === undefined && spelt === true;
  return refusal;
};

export const label: Stage = (call, provider) => {
  const value = call.input.label;
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    call.label = value;
    return undefined;
  }
  return refuseArgument(call, provider, 'label', value === null ? 'null' : 'type');
};

/** A VIP needs a label; without `vip` a label has nothing to name, and is dropped. */
export const validation: Stage = (call, { answers }) => {
  const refuse = (situation: string): Refusal | undefined => {
    const { errors = [] } = answers.refuse(call.operation, 'validation_error').detail;
    return answers.refuseCase(call.operation, situation, { errors });
  };
  if (call.vip && call.label === null) return refuse('vip-label-absent');
  if (call.vip) return call.label?.trim() === '' ? refuse('vip-label-blank') : undefined;
  const refusal = call.label === null ? undefined : refuse('label-without-vip');
  call.label = null;
  return refusal;
};
