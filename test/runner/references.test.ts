import { describe, expect, it } from 'vitest';
import { replaceReferences } from '../../runner/references.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';

const KNOWN: Readonly<Record<string, Json>> = { id: 'a-1', number: 7, thing: { colour: 'red' } };
const replaced = <T extends object>(data: T): T => replaceReferences(data, (name) => KNOWN[name]);

describe('references in data', () => {
  it.each<[what: string, data: Json & object, is: Json]>([
    ['take the JSON type of a value', { a: ['${number}', '${thing}'] }, { a: [7, { colour: 'red' }] }],
    ['are written out within a text', ['<${number}> ${thing}'], ['<7> {"colour":"red"}']],
    ['are replaced in names', { '${id}': { '${number}': null } }, { 'a-1': { 7: null } }],
    ['stay if they stand for nothing', ['${other}', { a: '${id} ${other}' }], ['${other}', { a: 'a-1 ${other}' }]],
    [
      'leave what is beside them',
      { a: '${id}', b: [1, true, null, {}, '$'] },
      { a: 'a-1', b: [1, true, null, {}, '$'] },
    ],
  ])('%s', (_, data, is) => {
    expect(replaced(data)).toEqual(is);
  });

  it('leave a member __proto__ one of the object itself', () => {
    const data = JSON.parse('{"a":"${id}","__proto__":{"b":"${number}"}}') as JsonObject;
    expect(JSON.stringify(replaced(data))).toBe('{"a":"a-1","__proto__":{"b":7}}');
  });

  it('that change nothing leave the data itself, at any depth', () => {
    const beside = { b: ['$', { c: '${other}' }] };
    const data = { a: '${other}', beside, '${other}': [beside] };
    expect(replaced(data)).toBe(data);
    expect(replaced({ ...data, d: '${id}' }).beside).toBe(beside);
  });
});
