const crypto = require('node:crypto');
const express = require('express');

const key = Buffer.from(process.env.SPOTNANA_WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');
const seen = new Set(); // yours is a table, and is written before the answer

function isAuthentic(request) {
  const all = ['id', 'timestamp', 'signature'].map((name) => request.headersDistinct[`x-spotnana-webhook-${name}`] ?? []);
  const [id, timestamp, signatures] = all.flat();
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (all.some((values) => values.length !== 1) || !(age < 15 * 24 * 60 * 60)) return false; // Spotnana tries again for two weeks
  const expected = crypto.createHmac('sha256', key).update(`${id}.${timestamp}.`).update(request.body).digest();
  return signatures.split(' ').some((token) => {
    const given = Buffer.from(token.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && crypto.timingSafeEqual(given, expected);
  });
}

const app = express();
app.post('/webhooks', express.raw({ type: () => true, limit: '4mb' }), (request, response) => {
  if (!isAuthentic(request)) return response.sendStatus(401);
  if (request.get('API-Version') !== '2.0') return response.sendStatus(400);
  const id = request.get('x-spotnana-webhook-id');
  if (!seen.has(id)) setImmediate(() => { try { JSON.parse(request.body); } catch { console.error(`${id} is no JSON`); } }); // your work, after the answer
  seen.add(id);
  response.sendStatus(200);
});
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/webhooks`));
