// Books rooms, in memory. FAULT names one of the faults in faults.yaml.
import { createServer } from 'node:http';

const { PORT = '8080', FAULT = '', BOOKINGS_TOKEN = '' } = process.env;
const has = (fault) => FAULT === fault;
const rooms = [
  { id: 'room-1', code: 'blue' },
  { id: 'room-2', code: 'green' },
];
const closed = new Set();
let bookings = [];
let last = 0;

const PER_PAGE = 5;
const refuse = (status, code, message) => ({ status, body: { code, message } });
const isDate = (text) => typeof text === 'string' && new Date(text).toJSON()?.slice(0, 10) === text;

const roomFor = ({ id, code } = {}) => rooms.find((room) => room.id === id) ?? rooms.find((room) => room.code === code);

const create = async ({ room, day }) => {
  if (roomFor(room) === undefined && has('room-first')) return refuse(404, 'room_not_found', 'There is no such room.');
  if (roomFor(room) === undefined && !isDate(day) && has('two-faults-taken'))
    return refuse(409, 'room_taken', 'The room is taken on that day.');
  if (!has('both-members-taken') && room?.id !== undefined && room?.code !== undefined)
    return refuse(422, 'invalid', 'A room is named by one member.');
  if (!has('any-day') && !isDate(day)) return refuse(422, 'invalid', 'The day is no date.');
  const found = roomFor(room);
  if (found === undefined) return refuse(has('wrong-status') ? 400 : 404, 'room_not_found', 'There is no such room.');
  if (closed.has(found.id) && !has('closed-taken')) return refuse(409, 'room_closed', 'The room is closed.');
  const taken = bookings.some((booking) => booking.room.id === found.id && booking.day === day);
  if (has('race')) await new Promise((go) => setTimeout(go, 100));
  if (taken && has('refusal-books')) bookings.push({ id: `b-${++last}`, room: found, day });
  if (taken && !has('booked-twice')) return refuse(409, 'room_taken', 'The room is taken on that day.');
  const booking = { id: `b-${++last}`, room: has('wrong-room') ? rooms[1] : found, day };
  bookings.push(booking);
  return { status: 201, body: { booking: has('no-day') ? { id: booking.id, room: booking.room } : booking } };
};

const page = (number) => ({
  pages: Math.ceil(bookings.length / PER_PAGE),
  bookings: bookings.slice((number - 1) * PER_PAGE, number * PER_PAGE).map(({ id, day }) => ({ id, day })),
});

const single = (method, id) => {
  const booking = bookings.find((one) => one.id === id);
  if (booking === undefined) return refuse(404, 'booking_not_found', 'There is no such booking.');
  if (method === 'GET') return { status: 200, body: { booking } };
  if (!has('cancels-nothing')) bookings = bookings.filter((one) => one !== booking);
  return { status: 204 };
};

const setState = ({ action, params }) => {
  if (action === 'setup') closed.add(params.room);
  else closed.delete(params.room);
  return { status: 200, body: {} };
};

const answer = async (method, url, token, body) => {
  if (url.pathname === '/states') return setState(body);
  if (token === undefined && !has('open-door')) return refuse(401, 'token_missing', 'Send a token.');
  if (token !== BOOKINGS_TOKEN && !has('open-door')) return refuse(401, 'token_unknown', 'Nobody knows this token.');
  const [, first, id, more] = url.pathname.split('/');
  if (first === 'bookings' && more === undefined) {
    if (id !== undefined && ['GET', 'DELETE'].includes(method)) return single(method, decodeURIComponent(id));
    if (id === undefined && method === 'GET')
      return { status: 200, body: page(Number(url.searchParams.get('page') ?? 1)) };
    if (id === undefined && method === 'POST') return create(body);
  }
  return refuse(404, 'not_here', 'Nothing is here.');
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const url = new URL(request.url, 'http://server');
  const { status, body } = await answer(request.method, url, token, text === '' ? {} : JSON.parse(text));
  response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}`));
