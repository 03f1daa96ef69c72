// The page that checks codes without any server. All words are in the page; this chooses among them and fills in what a
// code says. It stands below seal.mjs in one script element, so that the page is one file.
import { Refusal, check, found, readList } from "./seal.mjs"

const known = JSON.parse(document.getElementById("known").textContent)
const form = document.getElementById("check")
const field = form.elements.code
const result = document.getElementById("result")
const language = document.documentElement.lang.replace(/^en$/, "en-GB") // days before months, as on all pages
const lists = []
const BIGGEST_FILE = 300_000 // bytes of a status list
const LOOK_EVERY = 250 // milliseconds between two looks through the camera

async function start() {
  if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) return say("unable")
  for (const token of known.lists) await take(token).catch(() => {}) // what is not sound is not there
  form.hidden = false
  form.addEventListener("submit", (event) => (event.preventDefault(), answer(field.value)))
  addEventListener("hashchange", readAddress)
  document.getElementById("newer-file").addEventListener("change", chosen)
  document.getElementById("newer-online").addEventListener("click", fetchNewer)
  document.getElementById("newer").hidden = false
  if ("BarcodeDetector" in globalThis) await offerPictures()
  showLists()
  await readAddress()
}

async function readAddress() {
  if (location.hash.length < 2) return
  field.value = location.hash.slice(1)
  await answer(field.value)
}

async function answer(text) {
  if (!text.trim()) return field.focus()
  const verdict = await check(found(text), known.keys, lists)
  say(nameOf(verdict), verdict)
}

// Nobody reads "valid" above what is of a demonstration, or may have been revoked since.
function nameOf({ answer, demo, stale }) {
  if (answer !== "valid") return answer
  if (demo) return "demo"
  return stale ? "stale" : "valid"
}

// One of the answers of the page, filled with what the code says.
function say(name, verdict = {}) {
  const shown = document.getElementById(`answer-${name}`).content.cloneNode(true)
  if (verdict.claims) {
    const facts = document.getElementById("claims").content.cloneNode(true)
    for (const place of facts.querySelectorAll("[data-claim]")) fill(place, verdict)
    warn(facts, verdict)
    shown.querySelector("div").append(facts)
  }
  for (const reason of shown.querySelectorAll("[data-why]")) reason.hidden = reason.dataset.why !== verdict.why
  result.replaceChildren(shown)
  result.scrollIntoView({ block: "start" })
}

function fill(place, { claims, issuer }) {
  const value = { ...claims, issuer }[place.dataset.claim]
  if (!value) place.closest("[data-row]").remove()
  else if (value instanceof Date) place.textContent = day(value)
  else if (typeof value === "number") place.textContent = new Intl.NumberFormat(language).format(value)
  else place.textContent = value
  if (place.dataset.claim === "second_name") place.lang = claims.second_language
}

function warn(facts, { demo, stale, asOf, claims }) {
  const link = facts.querySelector("[data-online]")
  link.href = link.dataset.online + encodeURIComponent(claims.serial)
  facts.querySelector("[data-demo]").hidden = !demo
  facts.querySelector("[data-listed]").hidden = !asOf || stale
  facts.querySelector("[data-stale]").hidden = !asOf || !stale
  facts.querySelector("[data-unlisted]").hidden = Boolean(asOf)
  for (const place of facts.querySelectorAll("[data-as-of]")) place.textContent = asOf ? moment(asOf) : ""
}

// Status lists: those in the page, and newer ones from a file or from the academy's server

async function take(token) {
  lists.push(await readList(token, known.keys))
}

async function chosen(event) {
  const [file] = event.target.files
  if (file) await bring(async () => (file.size <= BIGGEST_FILE ? file.text() : ""))
  event.target.value = ""
}

async function fetchNewer() {
  const addresses = [...new Set(lists.map((list) => list.address))]
  for (const address of addresses) {
    await bring(async () => (await fetch(address, { cache: "no-store", credentials: "omit" })).text())
  }
}

// Take one more list, say what came of it, and answer the last question anew.
async function bring(token) {
  try {
    await take(await token())
    tell("taken")
    showLists()
    if (result.firstElementChild) await answer(field.value)
  } catch (error) {
    tell(error instanceof Refusal ? "refused" : "unreached")
  }
}

function tell(outcome) {
  for (const line of document.querySelectorAll("[data-outcome]")) line.hidden = line.dataset.outcome !== outcome
}

function showLists() {
  const latest = lists.reduce((date, list) => (list.at > date ? list.at : date), new Date(0))
  document.getElementById("no-list").hidden = lists.length > 0
  document.getElementById("lists").hidden = lists.length === 0
  document.getElementById("newer-online").hidden = lists.length === 0
  document.getElementById("lists-of").textContent = moment(latest)
}

// Pictures: where the browser itself can read codes

async function offerPictures() {
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return
  const detector = new BarcodeDetector({ formats: ["qr_code"] })
  document.getElementById("photo").hidden = false
  document.getElementById("photo-file").addEventListener("change", (event) => readPhoto(detector, event.target))
  const camera = document.getElementById("camera")
  camera.hidden = !navigator.mediaDevices?.getUserMedia
  camera.addEventListener("click", () => watch(detector, camera))
}

async function readPhoto(detector, input) {
  const [file] = input.files
  try {
    if (file) await read(detector, await createImageBitmap(file))
  } catch {
    say("unread")
  }
  input.value = ""
}

async function read(detector, picture) {
  const [code] = await detector.detect(picture)
  if (!code) throw new RangeError("no code in the picture")
  field.value = code.rawValue
  await answer(field.value)
}

// Look through the camera until a code is seen; a second press stops.
async function watch(detector, button) {
  const video = document.getElementById("view")
  if (video.srcObject) return stopCamera(video)
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })
  } catch {
    return say("unseen")
  }
  video.hidden = false
  await video.play()
  while (video.srcObject) {
    await read(detector, video).then(() => stopCamera(video), () => {}) // most pictures hold none
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
  button.focus()
}

function stopCamera(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop()
  video.srcObject = null
  video.hidden = true
}

function day(date) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date)
}

function moment(date) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(date)
}

start()
