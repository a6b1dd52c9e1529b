// Express as its guide shows it: raw body, HMAC, 200, and the event goes to code in the same process.
import cluster from "node:cluster";
import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";

const workers = 2;
const key = Buffer.from(process.env.SECRET.slice("whsec_".length), "base64");

if (cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  let handled = 0;
  const app = express();
  app.get("/", (request, response) => response.send("ready"));
  app.post("/webhooks/spotnana", express.raw({ type: "application/json", limit: "4mb" }), (request, response) => {
    const mac = createHmac("sha256", key)
      .update(`${request.get("x-spotnana-webhook-id")}.${request.get("x-spotnana-webhook-timestamp")}.`)
      .update(request.body)
      .digest();
    const given = Buffer.from(request.get("x-spotnana-webhook-signature") ?? "", "base64");
    if (given.length !== mac.length || !timingSafeEqual(given, mac)) return response.sendStatus(401);
    response.sendStatus(200);
    setImmediate(() => handled++);
  });
  app.listen(Number(process.env.PORT), "127.0.0.1");
}
