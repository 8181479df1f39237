import { beforeAll, describe, expect, it } from 'vitest';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSpec } from '../../spec/load.ts';
import { head, loadTexts, SENT, scenario, withSteps } from './writing.ts';

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec({ profile: 'documented' });
});

describe('A suite that names what there is not', () => {
  it.each([
    [
      'an unknown requirement',
      scenario(`    requirements: [SUCC-1, SUC-2]\n${SENT}`),
      '0.yaml:17:28: the spec has no requirement `SUC-2` in profile documented\n    Did you mean `SUCC-2`?',
    ],
    [
      'a requirement of another profile',
      scenario(`    requirements: [ARG-7]\n${SENT}`),
      '0.yaml:17:20: the spec has no requirement `ARG-7` in profile documented\n    Did you mean `ARG-1`?',
    ],
    [
      'an unknown requirement of the suite',
      `${head.replace('SUCC-1', 'SUCK-1')}  - { id: one, title: A., steps: [{ request: {} }] }\n  - { id: two, title: B., steps: [{ request: {} }] }\n`,
      '0.yaml:3:16: the spec has no requirement `SUCK-1` in profile documented\n    Did you mean `SUCC-1`?',
    ],
    [
      'no requirement',
      `${head.replace('requirements: [SUCC-1]\n', '')}  - { id: one, title: A., steps: [{ request: {} }] }\n`,
      '0.yaml:14:5: the scenario names no requirement\n    Give it, or its suite, `requirements`.',
    ],
    [
      'an unknown case',
      withSteps('      - expect: organisation_not_found\n'),
      '0.yaml:18:17: the spec has no case `organisation_not_found`\n    Did you mean `organization_not_found`?',
    ],
    [
      'a case like no other',
      withSteps('      - expect: created\n'),
      '0.yaml:18:17: the spec has no case `created`\n    `katapult-conformance list cases` shows them.',
    ],
    [
      'an unknown case among faults',
      withSteps('      - expect: { answer: [version-absent, version-missing] }\n'),
      '0.yaml:18:27: the spec has no case `version-missing`\n    Did you mean `version-absent`?',
    ],
    [
      'a case without a place in the order',
      withSteps('      - expect: [version-absent, label-null]\n'),
      "0.yaml:18:17: the spec's precedence has no place for `label-null`\n    Expect one case, or add this one to `x-precedence` of the spec.",
    ],
    [
      'an unknown operation',
      withSteps('      - request: { operation: createIpAdress }\n'),
      '0.yaml:18:18: the spec has no operation `createIpAdress`\n    Did you mean `createIpAddress`?',
    ],
    [
      'no operation',
      'suite: own\ntitle: A suite.\nrequirements: [SUCC-1]\nscenarios:\n  - { id: one, title: A., steps: [{ request: {} }] }\n',
      '0.yaml:5:46: the request names no operation\n    Give the suite a `request` with an `operation`.',
    ],
    [
      'an unknown state',
      scenario(`    given: [{ state: a fresh start }]\n${SENT}`),
      '0.yaml:17:22: the spec has no state `a fresh start`\n    Did you mean `a clean start`?',
    ],
    [
      'an unknown parameter of a state',
      scenario(`    given:\n      - { state: time has passed, second: 60 }\n${SENT}`),
      '0.yaml:18:43: state `time has passed`: `second` is not known here\n    Did you mean `seconds`?',
    ],
    [
      'a wrong parameter of a state',
      withSteps(
        '      - request: {}\n      - state: { state: free addresses in a pool, network: a, version: ipv5, count: 1 }\n',
      ),
      '0.yaml:19:72: state `free addresses in a pool`: `version` must be `ipv4` or `ipv6`, but is `ipv5`\n    Did you mean `ipv4`?',
    ],
    [
      'more time than a day',
      withSteps('      - request: {}\n      - state: { state: time has passed, seconds: 86401 }\n'),
      '0.yaml:19:51: state `time has passed`: `seconds` must be at most 86400, but is 86401\n    Write at most 86400.',
    ],
    [
      'an unknown table',
      `${head}  - id: <of>\n    title: A.\n    each: exclusives\n${SENT}`,
      '0.yaml:17:11: the spec has no table `exclusives`\n    Did you mean `exclusive`?',
    ],
    [
      'an unknown column',
      `${head}  - id: <off>\n    title: A.\n    each: exclusive\n${SENT}`,
      '0.yaml:15:9: no column `off` for the placeholder <off>\n    Did you mean `of`?',
    ],
    [
      'a placeholder without rows',
      `${head}  - id: <of>\n    title: A.\n${SENT}`,
      '0.yaml:15:9: no column `of` for the placeholder <of>\n    Give the scenario an `each`.',
    ],
    [
      'a row that breaks the format',
      `${head}  - id: <name>\n    title: A.\n    each: [{ name: one, times: -1 }]\n    steps: [{ request: {}, times: <times> }]\n`,
      '0.yaml:18:35: `scenarios[0].steps[0].times` must be at least 1, but is -1\n    Write at least 1.',
    ],
    [
      'an id that begins with a dash',
      `${head}  - id: -one\n    title: A.\n${SENT}`,
      '0.yaml:15:9: `-one` is no scenario id\n    Use lower-case letters, digits, `-` and `_`.',
    ],
    [
      'an id that is none',
      `${head}  - id: One address\n    title: A.\n${SENT}`,
      '0.yaml:15:9: `One address` is no scenario id\n    Use lower-case letters, digits, `-` and `_`.',
    ],
  ])('is told %s', async (_, text, message) => {
    await expect(loadTexts(spec, text)).rejects.toHaveProperty('message', message);
  });
});
