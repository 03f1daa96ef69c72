// Reads a token with nothing but what browsers have: {token, jwk, places} in, the 2 bits of each place out.
import {readFileSync} from 'node:fs';

const {token, jwk, places} = JSON.parse(readFileSync(0));
const [header, said, signature] = token.split('.');
const binary = text => atob(text.replaceAll('-', '+').replaceAll('_', '/'));
const bytes = text => Uint8Array.from(binary(text), character => character.codePointAt(0));

const ecdsa = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
const key = await crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify']);
if(!await crypto.subtle.verify(ecdsa, key, bytes(signature), new TextEncoder().encode(`${header}.${said}`))) {
  throw new Error('The signature is wrong');
}
const {status_list: {lst}} = JSON.parse(new TextDecoder().decode(bytes(said)));
const unpacked = new Blob([bytes(lst)]).stream().pipeThrough(new DecompressionStream('deflate'));
const list = await new Response(unpacked).bytes();
process.stdout.write(JSON.stringify(places.map(place => list[place >> 2] >> (place & 3) * 2 & 3)));
