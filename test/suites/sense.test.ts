import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

describe('A suite that makes no sense', () => {
  it.each([
    [
      'nothing to set in',
      withSteps('      - request: { set: { /organisation/id: a } }\n'),
      '0.yaml:18:25: nothing to set /organisation/id in: the body has no object at /organisation\n    Set /organisation as a whole.',
    ],
    [
      'a member to set in a text',
      withSteps('      - request: { set: { /version/number: 4 } }\n'),
      '0.yaml:18:25: nothing to set /version/number in: the body has no object at /version\n    Set /version as a whole.',
    ],
    [
      'a member to set in a body that is a text',
      withSteps('      - request: { body: text, set: { /a: 1 } }\n'),
      '0.yaml:18:37: nothing to set /a in: the body itself is no object\n    Write the whole `body`.',
    ],
    [
      'nothing to set in a body that is a list',
      withSteps('      - request: { body: [1], set: { /3: 1 } }\n'),
      '0.yaml:18:36: nothing to set /3 in: the list there has 1 item\n    Write the whole `body`.',
    ],
    [
      'nothing to remove',
      withSteps('      - request: { remove: [/label] }\n'),
      '0.yaml:18:28: nothing to remove: the body has no /label\n    Remove the pointer.',
    ],
    ...['x', '01', '3'].map((token): [string, string, string] => [
      `nothing to set at /a/${token} of a list`,
      withSteps(`      - request: { body: { a: [1, 2] }, set: { /a/${token}: 3 } }\n`),
      `0.yaml:18:46: nothing to set /a/${token} in: the list there has 2 items\n    Set /a as a whole.`,
    ]),
    [
      'no body to change',
      withSteps('      - request: { operation: getIpAddress, set: { /a: 1 } }\n'),
      '0.yaml:18:18: there is no JSON body to change\n    Give the request a `body`.',
    ],
    [
      'an unknown operation, and an unknown case',
      withSteps('      - { request: { operation: nope }, expect: { answer: sucess } }\n'),
      '0.yaml:18:20: the spec has no operation `nope`\n    Known here: `createIpAddress`, `listIpAddresses`, `getIpAddress`, `releaseIpAddress`.\n' +
        '0.yaml:18:59: the spec has no case `sucess`\n    Did you mean `success`?',
    ],
    [
      'two Authorization headers',
      withSteps("      - request: { authorization: Bearer, headers: { Authorization: 'Basic a' } }\n"),
      '0.yaml:18:35: a request has one Authorization header, not one in `authorization` and one in `headers`\n    Remove one of the two.',
    ],
    [
      'two bodies',
      withSteps("      - request: { body: {}, raw: '{}' }\n"),
      '0.yaml:18:18: a request has one body, not both `body` and `raw`\n    Remove one of the two.',
    ],
    [
      'a change of an exact text',
      withSteps("      - request: { raw: '{}', set: { /version: ipv6 } }\n"),
      '0.yaml:18:18: `raw` is the whole body: nothing can be changed in it\n    Write the change into `raw`, or give the request a `body`.',
    ],
    [
      'a step that proves nothing',
      withSteps('      - { id: idle, times: 3 }\n'),
      '0.yaml:18:9: the step proves nothing: it has neither a request nor an `expect`\n    Add `request: {}` to send the default request, or what to `expect`.',
    ],
    [
      'a step that does two things',
      withSteps('      - { id: first, request: {} }\n      - { request: {}, release: first }\n'),
      '0.yaml:19:9: a step does one thing, not `request` and `release`\n    Make steps of them.',
    ],
    [
      'a state that is repeated and answered',
      withSteps('      - { state: { state: time has passed, seconds: 1 }, times: 2, expect: success }\n'),
      '0.yaml:18:65: `times` has no meaning beside `state`\n    Remove it.\n0.yaml:18:76: a change of state has no answer to judge\n    Remove it.',
    ],
    ...['times: 2', 'together: true', 'among: [{ request: {}, expect: success }]', 'until: success'].map(
      (member): [string, string, string] => [
        `a state with ${member}`,
        withSteps(`      - { state: { state: time has passed, seconds: 1 }, ${member} }\n`),
        `0.yaml:18:${60 + member.indexOf(':')}: \`${member.replace(/:.*/, '')}\` has no meaning beside \`state\`\n    Remove it.`,
      ],
    ),
    [
      'a requirement of a step that the scenario does not prove',
      withSteps(
        '      - { request: {}, requirements: [SUCC-1], together: true, times: 2, among: [{ request: {}, requirements: [SUCC-2, SUCC-1], expect: success }] }\n',
      ),
      "0.yaml:18:112: `SUCC-2` is none of the scenario's requirements\n    Name it among the scenario's `requirements` as well.",
    ],
    [
      'a change of state and a release that name requirements',
      withSteps(
        '      - { id: first, request: {} }\n      - { release: first, requirements: [REL-1] }\n      - { state: { state: time has passed, seconds: 1 }, requirements: [SUCC-1] }\n',
      ),
      "0.yaml:19:42: `REL-1` is none of the scenario's requirements\n    Name it among the scenario's `requirements` as well.\n0.yaml:20:72: a change of state has no answer to judge\n    Remove it.",
    ],
    [
      'a success body, a detail and an unknown case, only that of the case',
      withSteps(
        '      - { expect: { answer: sucess, body: { /ip_address/vip: true } } }\n      - { expect: { answer: sucess, detail: { errors: [] } } }\n',
      ),
      '0.yaml:18:29: the spec has no case `sucess`\n    Did you mean `success`?\n0.yaml:19:29: the spec has no case `sucess`\n    Did you mean `success`?',
    ],
    [
      'once and until',
      scenario('    level: draining\n    steps: [{ request: {}, times: 1, until: no_available_addresses }]\n'),
      '0.yaml:18:13: `until` repeats by itself\n    Remove `times` and `together`.',
    ],
    [
      'together and until',
      scenario(
        '    level: draining\n    steps: [{ request: {}, together: true, until: no_available_addresses, among: [{ request: {}, expect: success }] }]\n',
      ),
      '0.yaml:18:13: `until` repeats by itself\n    Remove `times` and `together`.',
    ],
    [
      'times and until',
      `${head}  - id: one\n    title: A.\n    level: draining\n    steps: [{ request: {}, times: 2, until: no_available_addresses }]\n`,
      '0.yaml:18:13: `until` repeats by itself\n    Remove `times` and `together`.',
    ],
    [
      'one request together',
      withSteps('      - { request: {}, together: true }\n'),
      '0.yaml:18:34: one request is not together with another\n    Give the step `times`.',
    ],
    [
      'requests among others that are not sent at once',
      withSteps('      - { request: {}, among: [{ request: {}, expect: success }] }\n'),
      '0.yaml:18:31: requests are among others only if sent at once\n    Add `together: true`.',
    ],
    [
      'a count of what one lot of many creates',
      withSteps(
        '      - { request: {}, together: true, among: [{ request: {}, expect: { answer: success, allocates: 1 } }] }\n',
      ),
      '0.yaml:18:101: what is created is counted for the step as a whole\n    Give the number to the step.',
    ],
    [
      'a list for one lot of many',
      withSteps(
        '      - { request: {}, together: true, among: [{ request: {}, expect: { answer: success, unlisted: [a] } }] }\n',
      ),
      '0.yaml:18:100: the list is read for the step as a whole\n    Give `unlisted` to the step.',
    ],
    [
      'a number that two answers cannot show to fall',
      withSteps('      - { request: {}, times: 2, expect: { answer: success, falls: { X-A: X-B } } }\n'),
      '0.yaml:18:68: fewer than three answers in turn do not show that a number falls\n    Give the step `times: 3`, without `together`.',
    ],
    [
      'a number that falls in answers that come at once',
      withSteps(
        '      - { request: {}, times: 3, together: true, expect: { answer: success, falls: { X-A: X-B } } }\n',
      ),
      '0.yaml:18:84: fewer than three answers in turn do not show that a number falls\n    Give the step `times: 3`, without `together`.',
    ],
    [
      'more successes than requests among others',
      withSteps(
        '      - { request: {}, together: true, among: [{ request: {}, expect: { answer: success, succeed: 2 } }] }\n',
      ),
      '0.yaml:18:99: 2 successes are expected of 1 request\n    Raise `times`, or lower `succeed`.',
    ],
    [
      'more successes than requests',
      withSteps('      - { request: {}, times: 2, expect: { answer: no_available_addresses, succeed: 3 } }\n'),
      '0.yaml:18:85: 3 successes are expected of 2 requests\n    Raise `times`, or lower `succeed`.',
    ],
    [
      'what a success body must differ in, of an error',
      withSteps('      - expect: { answer: no_available_addresses, differs: { /ip_address/vip: true } }\n'),
      '0.yaml:18:60: no answer that is expected has a success body\n    Expect `success`.',
    ],
    [
      'a member that no success body has',
      withSteps('      - expect: { answer: success, body: { /ip_address/lable: null } }\n'),
      '0.yaml:18:63: a success of `createIpAddress` has no `/ip_address/lable`\n    Did you mean `/ip_address/label`?',
    ],
    [
      'a difference in a member that no success body has',
      withSteps('      - expect: { answer: success, differs: { /ip_adress/addres: x, /ip_address/vip: 1 } }\n'),
      '0.yaml:18:66: a success of `createIpAddress` has no `/ip_adress/addres`\n    Did you mean `/ip_address/address`?',
    ],
    [
      'a member that no item of the list has',
      withSteps(
        '      - { request: { operation: listIpAddresses }, expect: { answer: success, lists: { /id: a, /adress: b } } }\n',
      ),
      '0.yaml:18:105: an item that `listIpAddresses` lists has no `/adress`\n    Did you mean `/address`?',
    ],
    [
      'successes to be counted where all may succeed',
      withSteps('      - { times: 3, expect: { answer: success, succeed: 2 } }\n'),
      '0.yaml:18:39: 2 of 3 requests succeed, and the others may succeed too\n    Expect of them an error code.',
    ],
    [
      'a success body of an error',
      withSteps('      - expect: { answer: no_available_addresses, body: { /ip_address/vip: true } }\n'),
      '0.yaml:18:57: no answer that is expected has a success body\n    Expect `success`.',
    ],
    [
      'a detail of a success',
      withSteps('      - expect: { answer: success, detail: { errors: [] } }\n'),
      '0.yaml:18:44: no answer that is expected has a `detail`\n    Expect an error code.',
    ],
    [
      'a safe scenario that creates',
      scenario(`    level: safe\n    steps: [{ expect: success }]\n`),
      '0.yaml:15:5: the scenario is safe, but its step `step-1` may create something\n    Give it `level: allocating`.',
    ],
    [
      'a safe scenario that may create',
      scenario(`    level: safe\n    steps: [{ expect: bearer-spelling }]\n`),
      '0.yaml:15:5: the scenario is safe, but its step `step-1` may create something\n    Give it `level: allocating`.',
    ],
    [
      'a safe scenario some of whose requests create',
      scenario(
        `    level: safe\n    steps: [{ times: 2, together: true, expect: { answer: no_available_addresses, succeed: 1 } }]\n`,
      ),
      '0.yaml:15:5: the scenario is safe, but its step `step-1` may create something\n    Give it `level: allocating`.',
    ],
    [
      'a safe scenario that creates among others',
      scenario(
        `    level: safe\n    steps: [{ together: true, expect: missing_api_token, among: [{ request: {}, expect: success }] }]\n`,
      ),
      '0.yaml:15:5: the scenario is safe, but its step `step-1` may create something\n    Give it `level: allocating`.',
    ],
    [
      'a safe scenario that takes any answer',
      scenario(`    level: safe\n    steps: [{ id: any, request: {} }]\n`),
      '0.yaml:15:5: the scenario is safe, but its step `any` may create something\n    Give it `level: allocating`.',
    ],
    [
      'an endless step that is not draining',
      withSteps('      - { request: {}, until: no_available_addresses, expect: success }\n'),
      '0.yaml:15:5: the scenario is allocating, but its step `step-1` repeats without end\n    Give it `level: draining`.',
    ],
    [
      'something to count that nothing creates',
      withSteps('      - { request: { operation: getIpAddress }, expect: { answer: success, allocates: 1 } }\n'),
      '0.yaml:15:5: step `step-1` counts what is new, but the success of `getIpAddress` has no link `release`\n    Describe the link: it says by which id what was created is known.',
    ],
    [
      'no way to count',
      `${head.replace(/observe:\n.*\n.*\n/, '')}  - { id: one, title: A., steps: [{ expect: { answer: success, allocates: 1 } }] }\n`,
      '0.yaml:12:5: `allocates` is expected, but nothing says how to count\n    Give the suite `observe`.',
    ],
    [
      'no list',
      `${head.replace(/observe:\n.*\n.*\n/, '')}  - { id: one, title: A., steps: [{ expect: { answer: success, unlisted: [a] } }] }\n`,
      '0.yaml:12:5: `unlisted` is expected, but nothing says what is listed\n    Give the suite `observe`.',
    ],
    [
      'a way to count that lists nothing',
      `${head.replace('operation: listIpAddresses', 'operation: getIpAddress')}  - { id: one, title: A., steps: [{ expect: { answer: success, allocates: 1 } }] }\n`,
      '0.yaml:12:3: `getIpAddress` lists nothing\n    Observe with an operation that lists.',
    ],
    [
      'a way of its own to count that lists nothing',
      scenario(
        '    observe: { operation: getIpAddress }\n    steps: [{ expect: { answer: success, allocates: 1 } }]\n',
      ),
      '0.yaml:17:14: `getIpAddress` lists nothing\n    Observe with an operation that lists.',
    ],
    [
      'an item of what is no list',
      withSteps('      - { expect: { answer: success, lists: { /id: a } } }\n'),
      '0.yaml:18:45: `createIpAddress` lists nothing\n    Expect it of an operation that lists.',
    ],
    [
      'an item of a list without its id',
      withSteps(
        '      - { request: { operation: listIpAddresses }, expect: { answer: success, lists: { /vip: true } } }\n',
      ),
      '0.yaml:18:86: nothing says which item of the list is meant\n    Add `/id`.',
    ],
    [
      'the same as no step',
      withSteps('      - { id: first, request: {} }\n      - { expect: { answer: success, same_as: frist } }\n'),
      '0.yaml:19:47: no earlier step `frist` sends a request\n    Did you mean `first`?',
    ],
    [
      'the same as no step yet',
      withSteps('      - { expect: { answer: success, same_as: first } }\n'),
      '0.yaml:18:47: no earlier step `first` sends a request\n    Refer to a step above this one.',
    ],
    [
      'the same of one lot of many',
      withSteps(
        '      - { id: first, request: {} }\n      - { request: {}, together: true, among: [{ request: {}, expect: { answer: success, same_as: first } }] }\n',
      ),
      "0.yaml:19:99: only answers to the step's own requests are compared\n    Compare in a step of its own.",
    ],
    [
      'a release of no step',
      withSteps('      - { id: first, request: {} }\n      - { release: frist }\n'),
      '0.yaml:19:20: no earlier step `frist` to release\n    Did you mean `first`?',
    ],
    [
      'a release of what creates nothing',
      withSteps('      - { id: first, request: { operation: getIpAddress } }\n      - { release: first }\n'),
      '0.yaml:19:20: the spec has no link `release` for `getIpAddress`\n    Release a step that creates something.',
    ],
    [
      'a release of a request that is not sent',
      withSteps('      - { id: first, request: {}, times: 2 }\n      - { release: first.2 }\n'),
      '0.yaml:19:20: step `first` sends 2 requests, and none has the number 2, counted from 0\n    Write `first.0` to release what its first request created.',
    ],
    [
      'a release of how many',
      `${head}  - id: one\n    title: A.\n    level: draining\n    steps: [{ id: all, request: {}, until: no_available_addresses }, { release: all }]\n`,
      '0.yaml:18:81: step `all` sends several requests, and which of them to release is not said\n    Write `all.0` to release what its first request created.',
    ],
  ])('is told %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });
});

describe('A suite that makes sense', () => {
  it.each([
    ['as many successes as requests', '{ times: 2, expect: { answer: no_available_addresses, succeed: 2 } }'],
    ['as many as may succeed', '{ times: 2, expect: { answer: success, succeed: 2 } }'],
    [
      'a success body where one succeeds',
      '{ times: 2, expect: { answer: no_available_addresses, succeed: 1, body: { /ip_address/vip: true } } }',
    ],
    ['a detail where an error may come', '{ expect: { answer: bearer-spelling, detail: { errors: [] } } }'],
    [
      'more successes than one of requests without end',
      '{ until: no_available_addresses, expect: { answer: success, succeed: 3 } }',
    ],
    [
      'what any answer said of requests without end',
      "{ id: all, until: no_available_addresses, expect: success }, { request: { set: { /label: '${steps.all.7.response.body#/ip_address/id}' } } }",
    ],
  ])('may name %s', async (_, steps) => {
    const text = scenario(`    level: draining\n    steps: [${steps}]\n`);
    await expect(loadTexts(spec, text)).resolves.toHaveLength(1);
  });
});
