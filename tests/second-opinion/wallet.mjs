// `@openid4vc/openid4vci` and `@openid4vc/openid4vp` as a wallet that does as it is told, line by line.
//
// `node wallet.mjs CONTEXTS NODE_MODULES` reads the pinned contexts from that folder, then one JSON
// object a line: {"do": "who", "format": F}; {"do": "collect", "offer": URI, "txCode": TEXT};
// {"do": "show", "request": URI, "badge": BADGE, "format": F}, where "nonce" and "audience" stand in
// for those asked for. Each is answered by {"ok": true, …} or {"ok": false, "why": TEXT}. Badges in
// JSON are bound to a did:key of Ed25519, those in a JWS to a did:jwk of P-256.

import {createHash, createPublicKey, createSign, generateKeyPairSync, randomBytes, verify}
  from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, modules] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'from-here.js'));
const load = async name => import(pathToFileURL(require.resolve(name)));
// Modules that are not for `require` are found by their folder.
const bare = async name => import(pathToFileURL(
  join(resolve(modules), 'node_modules', name, 'dist/index.mjs')));
const oauth2 = await bare('@openid4vc/oauth2');
const {Openid4vciClient} = await bare('@openid4vc/openid4vci');
const {Openid4vpClient} = await bare('@openid4vc/openid4vp');
const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');

// The nodes of the tests are on this machine.
for(const library of [oauth2, await bare('@openid4vc/openid4vci'), await bare('@openid4vc/openid4vp')]) {
  library.setGlobalConfig?.({allowInsecureUrls: true});
}

const contexts = new Map();
for(const pin of JSON.parse(readFileSync(join(folder, 'index.json')))) {
  const document = JSON.parse(readFileSync(join(folder, pin.file)));
  pin.urls.forEach(url => contexts.has(url) || contexts.set(url, document));
}

async function documentLoader(url) {
  if(!contexts.has(url)) {
    throw new Error(`${url} is not pinned`);
  }
  return {contextUrl: null, documentUrl: url, document: contexts.get(url), tag: 'static'};
}

const base64url = value => Buffer.from(value).toString('base64url');
const json64 = value => base64url(JSON.stringify(value));

const edwards = await Ed25519Multikey.generate();
edwards.controller = `did:key:${edwards.publicKeyMultibase}`;
edwards.id = `${edwards.controller}#${edwards.publicKeyMultibase}`;
const nist = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const nistJwk = nist.publicKey.export({format: 'jwk'});
const nistDid = `did:jwk:${json64(nistJwk)}`;

const keys = {
  ldp_vc: {
    did: edwards.controller, kid: edwards.id, alg: 'EdDSA',
    sign: async text => edwards.signer().sign({data: Buffer.from(text)}),
    jwk: await Ed25519Multikey.toJwk({keyPair: edwards})
  },
  jwt_vc_json: {
    did: nistDid, kid: `${nistDid}#0`, alg: 'ES256',
    sign: async text => createSign('SHA256').update(text)
      .sign({key: nist.privateKey, dsaEncoding: 'ieee-p1363'}),
    jwk: nistJwk
  }
};

async function signed(key, header, payload) {
  const text = `${json64(header)}.${json64(payload)}`;
  return `${text}.${base64url(await key.sign(text))}`;
}

// The public key of a did:key of Ed25519, by its last 32 bytes.
async function edwardsJwk(didUrl) {
  const id = didUrl.split('#')[0];
  const publicKeyMultibase = id.slice('did:key:'.length);
  const key = await Ed25519Multikey.from({
    type: 'Multikey', id: `${id}#${publicKeyMultibase}`, controller: id, publicKeyMultibase
  });
  return Ed25519Multikey.toJwk({keyPair: key});
}

const callbacks = {
  fetch,
  hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
  generateRandom: size => randomBytes(size),
  clientAuthentication: oauth2.clientAuthenticationAnonymous(),
  signJwt: async (signer, {header, payload}) => {
    const key = Object.values(keys).find(key => key.kid === signer.didUrl);
    return {jwt: await signed(key, header, payload), signerJwk: key.jwk};
  },
  verifyJwt: async (signer, {compact}) => {
    const signerJwk = await edwardsJwk(signer.didUrl);
    const [header, payload, signature] = compact.split('.');
    const verified = verify(null, Buffer.from(`${header}.${payload}`),
      createPublicKey({key: signerJwk, format: 'jwk'}), Buffer.from(signature, 'base64url'));
    return {verified, signerJwk};
  },
  decryptJwe: async () => ({decrypted: false}),
  encryptJwe: async () => {
    throw new Error('nothing is encrypted here');
  }
};

async function presentation({badge, format, nonce, audience}) {
  const key = keys[format];
  if(format === 'ldp_vc') {
    const suite = new DataIntegrityProof({signer: edwards.signer(), cryptosuite});
    const presented = vc.createPresentation({
      verifiableCredential: [badge], holder: key.did, version: 2.0
    });
    const asked = {suite, challenge: nonce, domain: audience, documentLoader};
    return vc.signPresentation({presentation: presented, ...asked});
  }
  const now = Math.floor(Date.now() / 1000);
  const header = {alg: key.alg, kid: key.kid, typ: 'JWT'};
  return signed(key, header, {
    iss: key.did, aud: audience, nonce, iat: now, exp: now + 300,
    vp: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'], holder: key.did, verifiableCredential: [badge]
    }
  });
}

const deeds = {
  async who({format}) {
    return {did: keys[format].did};
  },
  async collect({offer, txCode}) {
    const client = new Openid4vciClient({callbacks});
    const credentialOffer = await client.resolveCredentialOffer(offer);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const {accessTokenResponse} = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer, issuerMetadata, txCode
    });
    const {c_nonce: nonce} = await client.requestNonce({issuerMetadata});
    const [credentialConfigurationId] = credentialOffer.credential_configuration_ids;
    const {format} =
      issuerMetadata.credentialIssuer.credential_configurations_supported[credentialConfigurationId];
    const key = keys[format];
    const {jwt} = await client.createCredentialRequestJwtProof({
      issuerMetadata, credentialConfigurationId, nonce,
      signer: {method: 'did', didUrl: key.kid, alg: key.alg}
    });
    const {credentialResponse} = await client.retrieveCredentials({
      issuerMetadata, credentialConfigurationId, proofs: {jwt: [jwt]},
      accessToken: accessTokenResponse.access_token
    });
    return {format, badge: credentialResponse.credentials[0].credential};
  },
  async show({request, badge, format, nonce, audience}) {
    const client = new Openid4vpClient({callbacks});
    const {params} = client.parseOpenid4vpAuthorizationRequest({authorizationRequest: request});
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: params
    });
    const {authorizationRequestPayload, client: verifier, dcql} = resolved;
    const [{id}] = dcql.query.credentials.filter(one => one.format === format);
    const shown = await presentation({
      badge, format, nonce: nonce ?? authorizationRequestPayload.nonce,
      audience: audience ?? authorizationRequestPayload.client_id
    });
    const response = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload, authorizationResponsePayload: {vp_token: {[id]: [shown]}}
    });
    const submitted = await client.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload,
      authorizationResponsePayload: response.authorizationResponsePayload
    });
    const said = await submitted.response.text();
    if(!submitted.response.ok) {
      throw new Error(`${submitted.response.status} ${said}`);
    }
    return {verifier: verifier.effective ?? verifier.identifier, said};
  }
};

for await (const line of createInterface({input: process.stdin})) {
  let answer;
  try {
    const asked = JSON.parse(line);
    answer = {ok: true, ...await deeds[asked.do](asked)};
  } catch(fault) {
    const more = fault.response?.credentialErrorResponseResult?.data ?? fault.errorResponse ?? '';
    answer = {ok: false, why: `${fault.message ?? fault} ${JSON.stringify(more)}`};
  }
  console.log(JSON.stringify(answer));
}
