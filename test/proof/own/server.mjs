// A server that knows only how to refuse a request without a token, and what $FAULT tells it to do wrong.
import { createServer } from 'node:http';

const fault = process.env.FAULT;
const refusal = { code: 'missing_api_token', description: 'No token.', detail: {} };
const body = fault === 'no-detail' ? { code: refusal.code, description: refusal.description } : refusal;
const type = fault === 'with-charset' ? 'application/json; charset=utf-8' : 'application/json';
const server = createServer((_request, response) => {
  response.writeHead(fault === 'wrong-status' ? 401 : 400, { 'Content-Type': type });
  response.end(JSON.stringify(body));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
