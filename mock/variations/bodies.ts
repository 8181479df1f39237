import { isObject } from '../../runner/json.ts';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { isRefusal } from '../changes/change.ts';
import { jsonOf, onError, onErrorContent, onReply, withJson } from '../changes/replies.ts';
import { variationsOf } from '../changes/variation.ts';
import type { Reply } from '../replies.ts';
import type { Change } from '../types.ts';

/** Changes every object of a body, the inner ones first. */
const deep = (value: Json, change: (object: JsonObject) => JsonObject): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => deep(item, change));
  if (!isObject(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, deep(inner, change)])));
};

const everyObject = (change: (object: JsonObject) => JsonObject): Change =>
  onReply((reply) => withJson(reply, deep(jsonOf(reply), change)));

const text = (change: (text: string) => string): Change =>
  onReply((reply): Reply => ({ ...reply, body: change(Buffer.from(reply.body).toString()) }));

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const inCountry = (change: (country: JsonObject) => JsonObject): Change =>
  everyObject((object) => ('iso_code2' in object ? change(object) : object));

const inNetwork = (change: (network: JsonObject) => JsonObject): Change =>
  everyObject((object) => ('data_center' in object ? change(object) : object));

export const BODIES = variationsOf([
  {
    id: 'further-members',
    text: 'Every object of an answer has members that are not documented.',
    apply: everyObject((object) => ({ ...object, created_at: 1735689600, _links: { self: null } })),
  },
  {
    id: 'members-in-other-order',
    text: 'The members of every object come in the opposite order.',
    apply: everyObject((object) => Object.fromEntries(Object.entries(object).reverse())),
  },
  {
    id: 'json-indented',
    text: 'JSON is indented, and ends with a line break.',
    apply: text((json) => `${JSON.stringify(JSON.parse(json), null, 2)}\n`),
  },
  {
    id: 'characters-escaped',
    text: 'Characters that mean something in HTML are written as escapes.',
    apply: text((json) => json.replace(/[<>&']/g, escaped)),
  },
  {
    id: 'ascii-only',
    text: 'Characters that are not ASCII, and slashes, are written as escapes.',
    apply: text((json) => json.replace(/[^ -~]/g, escaped).replaceAll('/', '\\/')),
  },
  {
    id: 'other-descriptions',
    text: 'Errors are described in other words, in another language.',
    apply: onErrorContent([], (content) => ({ ...content, description: 'Désolé, « ça » ne va pas: ☹' })),
  },
  {
    id: 'further-detail',
    text: 'The detail of every error has a member that is not documented.',
    apply: onErrorContent([], (content) => ({
      ...content,
      detail: { ...(isObject(content.detail) ? content.detail : {}), documentation: 'https://example.net/errors' },
    })),
  },
  {
    id: 'details-in-words',
    text: 'Errors whose details may be a text or null have a text.',
    apply: onErrorContent(['invalid_api_token', 'permission_denied'], (content) => ({
      ...content,
      detail: { details: 'Ask the owner of the organization.' },
    })),
  },
  {
    id: 'several-reasons',
    text: 'A validation error has several reasons.',
    apply: onErrorContent(['validation_error'], (content) => {
      const { errors } = isObject(content.detail) ? content.detail : {};
      return { ...content, detail: { errors: [...(Array.isArray(errors) ? errors : []), 'Something else is wrong'] } };
    }),
  },
  {
    id: 'errors-beside-further-members',
    text: 'An error has further members beside it.',
    apply: onError([], (reply) => withJson(reply, { ...jsonOf(reply), request_id: '0b6e4e4c' })),
  },
  {
    id: 'network-without-default',
    text: 'A network does not say whether it is the default one.',
    apply: inNetwork(({ default: _, ...network }) => network),
  },
  {
    id: 'country-without-time-zone',
    text: 'The time zone of a country is null, and its data centre has no permalink.',
    apply: (behaviour, random) =>
      inNetwork((network) => ({
        ...network,
        data_center: { ...(isObject(network.data_center) ? network.data_center : {}), permalink: null },
      }))(inCountry((country) => ({ ...country, time_zone: null }))(behaviour, random), random),
  },
  {
    id: 'other-country',
    text: 'The data centre is in another country, whose name is not ASCII.',
    apply: inCountry((country) => ({
      ...country,
      name: 'Österreich',
      iso_code2: 'AT',
      iso_code3: 'AUT',
      time_zone: 'Europe/Vienna',
      eu: true,
    })),
  },
  {
    id: 'list-with-whole-addresses',
    text: 'A list shows every member of an address.',
    apply: onReply((reply, call, outcome, provider) => {
      if (isRefusal(outcome) || call.operation.pagination === undefined) return reply;
      const { ip_addresses: items, ...rest } = jsonOf(reply);
      const whole = (Array.isArray(items) ? items : []).map((item: Json) => {
        const held = isObject(item) ? provider.world.state.addresses.get(String(item.id)) : undefined;
        return held === undefined ? item : provider.behaviour.show(held, provider, call);
      });
      return withJson(reply, { ...rest, ip_addresses: whole });
    }),
  },
]);
