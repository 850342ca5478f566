// `@digitalbazaar/vc` as a judge that answers line by line, as tests/oracle does.
//
// `node judge.mjs CONTEXTS [NODE_MODULES]` reads the pinned contexts from that folder, then one JSON
// object a line: {"do": "verify", "badge": TEXT, "times": N}; {"do": "presentation", "badge": TEXT,
// "challenge": TEXT, "domain": TEXT}; {"do": "sign", "badge": TEXT, "seed": HEX, "method": URL};
// {"do": "scan", "svg": TEXT}, which reads a QR code as a camera would.
// Each is answered by {"ok": true, …} or {"ok": false, "why": TEXT}. It fetches nothing.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, modules] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'from-here.js'));
const load = async name => import(pathToFileURL(require.resolve(name)));
const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');

const contexts = new Map();
for(const pin of JSON.parse(readFileSync(join(folder, 'index.json')))) {
  const document = JSON.parse(readFileSync(join(folder, pin.file)));
  pin.urls.forEach(url => contexts.has(url) || contexts.set(url, document));
}

// A did:key names its own key, so its document is made and not fetched.
function keyDocument(did) {
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  const method = {id, type: 'Multikey', controller: did, publicKeyMultibase};
  const context = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'];
  const purposes = {assertionMethod: [id], authentication: [id]};
  const document = {'@context': context, id: did, verificationMethod: [method], ...purposes};
  return {[did]: document, [id]: {'@context': context[1], ...method}};
}

async function documentLoader(url) {
  const known = url.startsWith('did:key:z6Mk') && keyDocument(url.split('#')[0])[url];
  const document = contexts.get(url) ?? known;
  if(!document) {
    throw new Error(`${url} is not pinned`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

// Pixels a module of a QR code.
const SCALE = 4;

const suite = new DataIntegrityProof({cryptosuite});
// Whether a badge was revoked is no question of these tests.
const checkStatus = async () => ({verified: true});

function why({error}) {
  const errors = error?.errors ?? [error];
  return errors.map(one => String(one?.stack ?? one).split('\n')[0]).join('; ');
}

function holds(result) {
  if(result.verified !== true) {
    throw new Error(why(result));
  }
}

// The time of the process's cores or of the clock, whichever is less, so that neither helpers of
// the engine nor other work on the machine count.
async function timed(job) {
  const [clock, cores] = [process.hrtime.bigint(), process.cpuUsage()];
  await job();
  const {user, system} = process.cpuUsage(cores);
  return Math.min(Number(process.hrtime.bigint() - clock), (user + system) * 1000);
}

const deeds = {
  async verify({badge, times = 1}) {
    const nanos = [];
    for(let time = 0; time < times; time++) {
      nanos.push(await timed(async () => {
        const credential = JSON.parse(badge);
        holds(await vc.verifyCredential({credential, suite, documentLoader, checkStatus}));
      }));
    }
    return {nanos};
  },
  async presentation({badge, challenge, domain}) {
    const presentation = JSON.parse(badge);
    const asked = {presentation, challenge, domain, suite, documentLoader, checkStatus};
    holds(await vc.verify(asked));
    return {};
  },
  async sign({badge, seed, method}) {
    const [controller] = method.split('#');
    const key = await Ed25519Multikey.generate({
      id: method, controller, seed: new Uint8Array(Buffer.from(seed, 'hex'))
    });
    const signing = new DataIntegrityProof({signer: key.signer(), cryptosuite});
    const credential = JSON.parse(badge);
    const signed = await vc.issue({credential, suite: signing, documentLoader});
    return {badge: JSON.stringify(signed)};
  },
  async scan({svg}) {
    const {default: scan} = await load('jsqr');
    const side = Number(/viewBox="0 0 (\d+) /.exec(svg)[1]) * SCALE;
    const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
    for(const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
      for(let at = 0; at < SCALE * SCALE; at++) {
        const [across, down] = [x * SCALE + at % SCALE, y * SCALE + Math.floor(at / SCALE)];
        pixels.fill(0, 4 * (down * side + across), 4 * (down * side + across) + 3);
      }
    }
    const found = scan.default ? scan.default(pixels, side, side) : scan(pixels, side, side);
    if(!found) {
      throw new Error('no QR code is seen');
    }
    return {bytes: Buffer.from(found.binaryData).toString('base64')};
  }
};

for await (const line of createInterface({input: process.stdin})) {
  let answer;
  try {
    const asked = JSON.parse(line);
    answer = {ok: true, ...await deeds[asked.do](asked)};
  } catch(fault) {
    answer = {ok: false, why: String(fault.message ?? fault)};
  }
  console.log(JSON.stringify(answer));
}
