import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadTexts, SENT, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

describe('A suite that does not keep the format', () => {
  it.each([
    [
      'an unknown key',
      scenario(`    given_states: []\n${SENT}`),
      '0.yaml:17:5: `scenarios[0].given_states` is not known here\n    Known here: `id`, `title`, `requirements`, `profiles`, `tags`, `level`, `alone`, `each`, `request`, `observe`, `unknown`, `given`, `steps`.',
    ],
    [
      'a mistyped key',
      scenario(`    requirments: [SUCC-1]\n${SENT}`),
      '0.yaml:17:5: `scenarios[0].requirments` is not known here\n    Did you mean `requirements`?',
    ],
    [
      'a mistyped key of a request',
      withSteps('      - request: { header: {} }\n'),
      '0.yaml:18:20: `scenarios[0].steps[0].request.header` is not known here\n    Did you mean `headers`?',
    ],
    [
      'a mistyped key of an expectation',
      withSteps('      - expect: { answer: success, allocate: 1 }\n'),
      '0.yaml:18:36: `scenarios[0].steps[0].expect.allocate` is not known here\n    Did you mean `allocates`?',
    ],
    [
      'an expectation without an answer',
      withSteps('      - expect: { allocates: 1 }\n'),
      '0.yaml:18:9: `scenarios[0].steps[0].expect.answer` is missing\n    Add `answer`.',
    ],
    [
      'a scenario without a step',
      scenario('    steps: []\n'),
      '0.yaml:17:12: `scenarios[0].steps` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.',
    ],
    [
      'a scenario without steps',
      scenario('    tags: [a]\n'),
      '0.yaml:15:5: `scenarios[0].steps` is missing\n    Add `steps`.',
    ],
    [
      'no scenario',
      'suite: own\ntitle: None.\nscenarios: []\n',
      '0.yaml:3:12: `scenarios` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.',
    ],
    [
      'an unknown level',
      scenario(`    level: dangerous\n${SENT}`),
      '0.yaml:17:12: `scenarios[0].level` must be `safe`, `allocating` or `draining`, but is `dangerous`\n    Write `safe`, `allocating` or `draining`.',
    ],
    [
      'a number of times that is none',
      withSteps('      - { request: {}, times: often }\n'),
      '0.yaml:18:31: `scenarios[0].steps[0].times` must be a whole number, or a placeholder such as <count>, but is `often`\n    Write a whole number, or a placeholder such as <count>.',
    ],
    [
      'a part of times',
      withSteps('      - { request: {}, times: 1.5 }\n'),
      '0.yaml:18:31: `scenarios[0].steps[0].times` must be a whole number, or a placeholder such as <count>, but is 1.5\n    Write a whole number, or a placeholder such as <count>.',
    ],
    ...['some', '1.5'].map((count): [string, string, string] => [
      `as many as ${count}`,
      withSteps(`      - expect: { answer: success, allocates: ${count} }\n`),
      `0.yaml:18:47: \`scenarios[0].steps[0].expect.allocates\` must be \`answered\`, a whole number, or a placeholder such as <count>, but is ${count === 'some' ? '`some`' : count}\n    Write \`answered\`, a whole number, or a placeholder such as <count>.`,
    ]),
    [
      'a method in small letters',
      withSteps('      - request: { method: put }\n'),
      '0.yaml:18:28: `scenarios[0].steps[0].request.method` must be a method in capital letters, such as PUT, but is `put`\n    Write a method in capital letters, such as PUT.',
    ],
    [
      'a release of what is no id',
      withSteps('      - release: A b\n'),
      '0.yaml:18:18: `scenarios[0].steps[0].release` must be the id of an earlier step, such as `first` or `first.0`, but is `A b`\n    Write the id of an earlier step, such as `first` or `first.0`.',
    ],
    [
      'no times at all',
      withSteps('      - { request: {}, times: 0 }\n'),
      '0.yaml:18:31: `scenarios[0].steps[0].times` must be at least 1, but is 0\n    Write at least 1.',
    ],
    [
      'no case at all',
      withSteps('      - expect: []\n'),
      '0.yaml:18:17: `scenarios[0].steps[0].expect` must be an array of at least 1 item, but is an empty array\n    Write an array of at least 1 item.',
    ],
    [
      'a case twice',
      withSteps('      - expect: [success, success]\n'),
      '0.yaml:18:17: `scenarios[0].steps[0].expect` has the same item at 0 and 1\n    Keep one of the two.',
    ],
    [
      'a status among cases',
      withSteps('      - expect: [organization_suspended, 200]\n'),
      '0.yaml:18:42: `scenarios[0].steps[0].expect[1]` must be a string, but is a number\n    Write a string.',
    ],
    [
      'a status among the cases of an object',
      withSteps('      - expect: { answer: [organization_suspended, 200] }\n'),
      '0.yaml:18:52: `scenarios[0].steps[0].expect.answer[1]` must be a string, but is a number\n    Write a string.',
    ],
    [
      'a status instead of a case',
      withSteps('      - expect: 403\n'),
      '0.yaml:18:17: `scenarios[0].steps[0].expect` must be a string, an array or an object, but is a number\n    Write a string, an array or an object.',
    ],
    [
      'a pointer that is none',
      withSteps('      - request: { set: { version: ipv6 } }\n'),
      '0.yaml:18:27: the key `version` must be a JSON Pointer, such as /organization/id\n    Write a JSON Pointer, such as /organization/id.',
    ],
    [
      'a header that is a number',
      withSteps('      - request: { headers: { X-Number: 1 } }\n'),
      '0.yaml:18:41: `scenarios[0].steps[0].request.headers.X-Number` must be a string or null, but is a number\n    Write a string or null.',
    ],
  ])('is told %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });
});
