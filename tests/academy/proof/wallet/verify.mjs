// What wallets by others make of credentials: reads {contexts, documents, credentials}, writes one answer for each.
// Nothing is fetched: contexts and documents are all that exists, by their addresses and DIDs.
import {readFileSync} from 'node:fs';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {AchievementCredentialValidator} from '@learncard/types';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const {contexts, documents, credentials} = JSON.parse(readFileSync(0));
const suite = new DataIntegrityProof({cryptosuite});

async function documentLoader(address) {
  const [base, fragment] = address.split('#');
  const document = contexts[address] ?? (fragment ? key(documents[base], address) : documents[base]);
  if(!document) {
    throw new Error(`There is no ${address}`);
  }
  return {contextUrl: null, documentUrl: address, document};
}

// One key of a DID document, as resolvers hand it out.
function key(did, id) {
  const method = did?.verificationMethod.find(method => method.id === id);
  return method && {'@context': MULTIKEY, ...method};
}

async function judged(credential) {
  const {credentialStatus} = credential;
  const options = credentialStatus ? {checkStatus} : {};
  const {verified, statusResult, error} = await vc.verifyCredential({credential, suite, documentLoader, ...options});
  const shape = AchievementCredentialValidator.safeParse(credential);
  return {
    verified,
    revoked: statusResult?.results?.[0]?.status ?? null,
    error: [error, ...(error?.errors ?? [])].filter(Boolean).map(({message}) => message).join('; '),
    misshapen: shape.error?.issues.map(({path, message}) => `${path.join('.')}: ${message}`) ?? [],
  };
}

const answers = [];
for(const credential of credentials) {
  answers.push(await judged(credential));
}
process.stdout.write(JSON.stringify(answers));
