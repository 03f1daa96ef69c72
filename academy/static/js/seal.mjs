// Seals and status lists, checked in the browser by the academy's published keys alone; academy/proof/seal.py has the
// format, academy/proof/status.py that of the lists. `keys` are the "keys" of keys.json, a JSON Web Key Set.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const LONGEST = 4000 // characters of a seal
const FORM = {
  1: ["serial", "text"],
  2: ["status_index", "count"],
  3: ["name", "text"],
  4: ["course_title", "text"],
  5: ["hours", "number"],
  6: ["completed_on", "day"],
  7: ["issued_on", "day"],
  8: ["course_code", "text"],
  9: ["second_name", "text"],
  10: ["second_language", "text"],
  11: ["valid_until", "day"],
}
const NEEDED = ["serial", "status_index", "name", "course_title", "hours", "completed_on", "issued_on"]
const DAY = 86_400_000 // milliseconds
const PLACES = 131_072 // in a status list
const LARGEST_TOKEN = 200_000 // characters
const STANDINGS = ["valid", "revoked", "revoked", "superseded"] // 2 is not in use; it cannot mean that all is well

// Why something proves nothing: unsigned, stranger (no key of the academy signed it) or altered.
export class Refusal extends Error {
  constructor(why) {
    super(why)
    this.why = why
  }
}

// What can be said about a seal: `answer` is valid, superseded, revoked, expired, altered or unknown. `asOf` is the
// moment of the status list it was looked up in; `stale` says that there is none, or that a newer one is out by now.
export async function check(text, keys, lists, now = new Date()) {
  try {
    const { claims, key } = await open(text, keys)
    const list = newest(lists, claims.status_index, key)
    if (list?.at > now) now = list.at // a clock that was set back is no way to be valid again
    const standing = list ? list.of(claims.status_index) : "valid"
    const answer = standing === "valid" && claims.valid_until && isOver(claims.valid_until, now) ? "expired" : standing
    const { demo, issuer } = key
    return { answer, claims, demo, issuer, asOf: list?.at ?? null, stale: !list || list.until < now }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { answer: error.why === "altered" ? "altered" : "unknown", why: error.why, claims: null, demo: false }
  }
}

// The seal in what a reader of QR codes gives: the whole address, or the seal by itself.
export function found(text) {
  return text.slice(text.lastIndexOf("#") + 1).trim()
}

// What a seal says, and the key that signed it. Throws a Refusal.
export async function open(text, keys) {
  const { id, protectedHeader, payload, signature } = parts(text)
  const key = keys.find((key) => key.kid === id)
  if (!key) throw new Refusal("stranger")
  const context = new TextEncoder().encode("Signature1")
  const signed = join([0x84, 0x6a], context, [0x49], protectedHeader, [0x40], sized(payload))
  if (isTwin(signature) || !(await verified(key, signature, signed))) throw new Refusal("altered")
  return { claims: claimsOf(payload), key }
}

// A status list of the academy, from its token: { number, address, at, until, demo, of(index) }. Throws a Refusal.
export async function readList(token, keys) {
  const [head, body, signature, ...more] = token.length <= LARGEST_TOKEN ? token.trim().split(".") : []
  const header = json(head)
  const known = header.typ === "statuslist+jwt" && header.alg === "ES256"
  if (!known || !signature || more.length) throw new Refusal("unsigned")
  const key = keys.find((key) => key.kid === header.kid)
  if (!key) throw new Refusal("stranger")
  const signed = new TextEncoder().encode(`${head}.${body}`)
  if (!(await verified(key, fromBase64(signature), signed))) throw new Refusal("altered")
  const { sub, iat, exp, status_list: list } = json(body)
  const number = Number(/\/status\/(\d{1,9})\.jwt$/.exec(sub)?.[1])
  if (!number || !Number.isInteger(iat) || !Number.isInteger(exp) || list?.bits !== 2) throw new Refusal("unsigned")
  const bits = await inflated(fromBase64(list.lst), PLACES / 4)
  return {
    number,
    address: sub,
    at: new Date(iat * 1000),
    until: new Date(exp * 1000),
    demo: key.demo,
    of: (index) => STANDINGS[(bits[(index % PLACES) >> 2] >> (2 * (index % 4))) & 3],
  }
}

// A list that a demonstration key has signed says nothing about a certificate that a real one has.
function newest(lists, index, key) {
  const number = Math.floor(index / PLACES) + 1
  const covering = lists.filter((list) => list.number === number && (key.demo || !list.demo))
  return covering.sort((one, other) => other.at - one.at)[0]
}

// A certificate is valid to the end of its last day, where it is looked at.
function isOver(day, now) {
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) > day.getTime()
}

// Of the two numbers s that fit a signature the academy writes the smaller one (less than half of P-256's order).
function isTwin(signature) {
  const half = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8"
  return hex(signature.subarray(32)) > half
}

// COSE_Sign1 of the one shape that the academy writes: tag 18, 4 parts, { 1: -7, 4: key }, no other header.
function parts(text) {
  const message = fromBase32(text)
  const protectedHeader = message.slice(3, 12)
  const end = message.length - 66
  const payload = message.slice(end - 13 < 256 + 2 ? 15 : 16, Math.max(end, 0))
  const signature = message.slice(-64)
  const before = [0xd2, 0x84, 0x49, 0xa2, 1, 0x26, 4, 0x44, ...message.slice(8, 12), 0xa0]
  const again = join(before, sized(payload), [0x58, 64], signature)
  if (!same(again, message)) throw new Refusal("unsigned")
  return { id: hex(message.slice(8, 12)), protectedHeader, payload, signature }
}

// Bytes as CBOR writes them when they are more than 23.
function sized(bytes) {
  return join(bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 255], bytes)
}

function claimsOf(payload) {
  const said = mapIn(payload)
  if (said?.get(0) !== 1) throw new Refusal("unsigned")
  const claims = { course_code: "", second_name: "", second_language: "", valid_until: null }
  for (const [number, value] of [...said].slice(1)) {
    const [field, kind] = FORM[number] ?? []
    if (!fits(value, kind)) throw new Refusal("unsigned")
    claims[field] = kind === "day" ? new Date(value * DAY) : value
  }
  if (NEEDED.some((field) => claims[field] === undefined)) throw new Refusal("unsigned")
  return claims
}

function fits(value, kind) {
  if (kind === "text") return typeof value === "string"
  if (kind === "number") return Number.isFinite(value)
  if (kind === "count") return Number.isSafeInteger(value) && value >= 0
  return kind === "day" && Number.isSafeInteger(value) && Math.abs(value) < 4_000_000
}

// A CBOR map of rising numbers to numbers and texts, and nothing after it; null when it is anything else.
function mapIn(bytes) {
  const reader = new Reader(bytes)
  try {
    const [kind, size] = reader.head()
    const entries = Array.from({ length: kind === 5 && size < 24 ? size : 0 }, () => [reader.value(), reader.value()])
    const rising = entries.every(([number], place) => place === 0 || number > entries[place - 1][0])
    return kind === 5 && rising && reader.at === bytes.length ? new Map(entries) : null
  } catch {
    return null
  }
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = 0
  }

  // The major type and the number in the head of what comes next, or its bits when it is a float.
  head() {
    const first = this.view.getUint8(this.at++)
    const [kind, short] = [first >> 5, first & 31]
    if (short < 24) return [kind, short, 0]
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[short]
    const number = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0)
    return [kind, number, size]
  }

  value() {
    const start = this.at
    const [kind, number, size] = this.head()
    if (kind === 0) return number
    if (kind === 1) return -1 - number
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(number))
    if (kind === 7 && size === 2) return half(number)
    if (kind === 7 && size === 4) return this.view.getFloat32(start + 1)
    if (kind === 7 && size === 8) return this.view.getFloat64(start + 1)
    throw new RangeError("not in a seal")
  }

  take(size) {
    if (!(size <= this.bytes.length - this.at)) throw new RangeError("not all is there")
    this.at += size
    return this.bytes.subarray(this.at - size, this.at)
  }
}

// A number of 16 bits (IEEE 754, binary16).
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return NaN
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : (fraction / 1024) * 2 ** -14)
}

async function verified({ kty, crv, x, y }, signature, signed) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"])
  return crypto.subtle.verify(algorithm, key, signature, signed)
}

function fromBase32(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
  let [bits, held, at] = [0, 0, 0]
  for (const letter of text.length <= LONGEST ? text : "?") {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) throw new Refusal("unsigned")
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255
  }
  if (bits >= 5 || held & ((1 << bits) - 1)) throw new Refusal("unsigned") // another spelling of the same
  return bytes
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))
  } catch {
    throw new Refusal("unsigned")
  }
}

function json(part) {
  const bytes = fromBase64(part ?? "")
  try {
    return Object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)))
  } catch {
    throw new Refusal("unsigned")
  }
}

// What is packed in `bytes`, exactly `size` bytes of it: no more is unpacked.
async function inflated(bytes, size) {
  const unpacked = new Uint8Array(size)
  let at = 0
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader()
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      unpacked.set(step.value, at) // throws when there is more
      at += step.value.length
    }
  } catch {
    throw new Refusal("unsigned")
  }
  if (at !== size) throw new Refusal("unsigned")
  return unpacked
}

function join(...pieces) {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0)
  return bytes
}

function same(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place])
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
