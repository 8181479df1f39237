import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { receivedOf } from '../../runner/capture.ts';
import { BAD, brief, exchange, findings, refusal, thing } from './judging.ts';
import { expectOf, SUCCESS } from './support.ts';

type Headers = readonly (readonly [string, string])[];

const BODY = JSON.stringify(thing());

/** What is found of an answer with these headers, whose body is these bytes. */
const judged = (headers: Headers, body: Buffer) =>
  brief(findings([exchange(200, '', { response: receivedOf(200, headers, body) })], expectOf([SUCCESS])));

const words = (coding: string): string =>
  `The header Content-Encoding says that the body is packed by ${coding}, and it is not: a client that takes the header at its word reads no JSON.`;

describe('a body that is JSON as it stands', () => {
  it.each(['gzip', 'x-gzip', 'deflate', 'br', 'GZIP'])('is not packed by %s', (coding) => {
    const found = judged([['content-encoding', coding]], Buffer.from(BODY));
    expect(found).toEqual([['coding', 'SHAPE', words(coding.toLowerCase())]]);
  });

  it.each<[what: string, headers: Headers]>([
    ['the last of one header', [['content-encoding', 'br, gzip']]],
    [
      'in the last of two headers',
      [
        ['content-encoding', 'br'],
        ['content-encoding', 'gzip'],
      ],
    ],
  ])('is not packed by what is %s', (_, headers) => {
    expect(judged(headers, Buffer.from(BODY))).toEqual([['coding', 'SHAPE', words('gzip')]]);
  });

  it('is not packed in an error either', () => {
    const headers = { 'content-encoding': 'gzip' };
    expect(brief(findings([exchange(400, refusal('bad'), { headers })], expectOf([BAD])))).toEqual([
      ['coding', 'SHAPE', words('gzip')],
    ]);
  });

  it.each<[what: string, headers: Headers]>([
    ['has no such header', []],
    ['says that it is not packed', [['content-encoding', 'identity']]],
    ['says nothing', [['content-encoding', '']]],
    ['names a coding that nobody here knows', [['content-encoding', 'aws-chunked']]],
    ['says what it could be packed by', [['vary', 'gzip']]],
  ])('is right if it %s', (_, headers) => {
    expect(judged(headers, Buffer.from(BODY))).toEqual([]);
  });
});

describe('a body that is packed', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('by %s is what it says', (coding, pack) => {
    const found = judged([['content-encoding', coding]], pack(BODY));
    expect(found.filter(([check]) => check === 'coding')).toEqual([]);
  });
});

it('says nothing of an answer whose form nobody knows', () => {
  const answer = exchange(404, '{}', { operation: '', headers: { 'content-encoding': 'gzip' } });
  expect(findings([answer], expectOf([{ status: '4XX' }]))).toEqual([]);
});
