// Makes `vectors.json`: presentations of credentials, signed by another implementation.
import * as vc from '@digitalbazaar/vc';
import * as Ecdsa from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519 from '@digitalbazaar/ed25519-multikey';
import {CONTEXT, CONTEXT_URL} from '@digitalbazaar/data-integrity-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {writeFileSync} from 'node:fs';

const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';
const V2 = 'https://www.w3.org/ns/credentials/v2';
const TEA = {tea: 'https://school.example/words#tea'};
const [challenge, domain] = ['uL5uVn3Zz7Z7GZf4yYw1bWQ', 'school.example'];

const known = {
  [CONTEXT_URL]: CONTEXT,
  [EXAMPLES]: {'@context': {'@vocab': 'https://www.w3.org/ns/credentials/examples#'}},
};
const documentLoader = async url => url in known ?
  {contextUrl: null, documentUrl: url, document: known[url]} :
  vc.defaultDocumentLoader(url);

const credentials = {
  closed: [{
    '@context': [V2], type: ['VerifiableCredential'],
    name: {'@value': 'HTML', '@language': 'ar', '@direction': 'rtl'},
    credentialSubject: [{id: 'did:example:lea'}, {id: 'did:example:max'}],
  }, {
    '@context': [V1], type: ['VerifiableCredential'], issuanceDate: '2020-03-16T22:37:26.544Z',
    credentialSubject: {id: 'did:example:lea'},
  }],
  conformance: [{
    '@context': [V2, EXAMPLES, TEA], type: ['VerifiableCredential', 'TeaCredential'],
    tea: {'@value': 'green', '@direction': 'ltr'}, score: 3.5,
    credentialSubject: {id: 'did:example:lea', alumniOf: {name: 'School'}},
  }],
};

const vectors = [];
for(const [kind, make, cryptosuite] of [
  ['Ed25519', () => Ed25519.generate(), eddsa],
  ['P-256', () => Ecdsa.generate({curve: 'P-256'}), ecdsa],
  ['P-384', () => Ecdsa.generate({curve: 'P-384'}), ecdsa],
]) {
  const key = await make();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  const signer = Object.assign(key.signer(), {id: key.id});
  const date = '2026-11-26T00:00:00Z';
  const suite = () => new DataIntegrityProof({signer, cryptosuite, date});
  for(const [profile, list] of Object.entries(credentials)) {
    const inside = [];
    for(const one of list) {
      const credential = {...structuredClone(one), issuer: key.controller};
      inside.push(await vc.issue({credential, suite: suite(), documentLoader}));
    }
    const presentation = {
      '@context': profile === 'closed' ? [V2] : [V2, {TeaParty: 'https://school.example/words#Party'}],
      type: ['VerifiablePresentation', ...(profile === 'closed' ? [] : ['TeaParty'])],
      holder: profile === 'closed' ? key.controller : {id: key.controller},
      verifiableCredential: inside,
    };
    vectors.push({kind, profile, presentation: await vc.signPresentation(
      {presentation, suite: suite(), challenge, domain, documentLoader})});
  }
}
writeFileSync('vectors.json', JSON.stringify({challenge, domain, vectors}, null, 1) + '\n');
