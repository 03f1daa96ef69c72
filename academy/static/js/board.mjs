// The facilitator's board. Each button is sent without leaving the page, so that nothing typed is lost; what others do comes in by
// the hall's stream, and then the parts that show it are put in anew.
import { listen } from "./keys.mjs"
import { follow } from "./live.mjs"
import { elapsed } from "./elapsed.mjs"

const OFTEN = 2000 // ms between two looks at the board, at least
const PARTS = ["board-key", "board-desk", "board-show", "board-pressure", "board-tables", "board-coming", "board-thread", "board-held"]
const FIELDS = ["fields-minutes", "fields-say", "fields-whisper", "fields-end"]
const WORDS = { say: "text", whisper: "whisper" } // the field that a button sends

const form = document.getElementById("board")
const board = document.querySelector(".board")
const line = document.getElementById("board-line")
const announcements = document.getElementById("announcements")
let sending = false
let stale = false
let looked = 0
let timer
let since = Date.now() // the clocks that are shown are of this moment
let asked = 0 // what was asked for last: earlier answers are older than what is shown

// Sending

form.addEventListener("submit", (event) => {
  event.preventDefault()
  if (!sending && event.submitter?.name === "do") send(event.submitter.value)
})

async function send(what) {
  const sent = new FormData(form)
  sent.set("do", what)
  sending = true
  const mine = ++asked
  try {
    const page = await pageOf(await fetch(form.action, { method: "POST", body: sent }))
    if (!page) return
    if (mine === asked) renew(page)
    settle(page, what, sent)
  } catch {
    say(board.dataset.unsent)
  } finally {
    sending = false
  }
}

// What was refused stays where it was typed, and the answer says why; what was sent is taken out, unless more was typed meanwhile.
function settle(page, what, sent) {
  const problem = page.getElementById("board-problem")
  document.getElementById("board-problem").replaceWith(problem)
  const wrong = problem.querySelector(".error-summary")
  if (wrong) return wrong.focus()
  const field = form.elements[WORDS[what]]
  if (field && field.value === clean(sent.get(field.name))) empty(field)
  say("")
  announcements.textContent = [...page.querySelectorAll(".flashes .banner__words")].map((each) => each.textContent.trim()).join(" ")
}

const clean = (text) => text.replaceAll("\r\n", "\n")

function empty(field) {
  field.value = ""
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

function say(words) {
  line.textContent = words
}

// Looking

async function look() {
  looked = Date.now()
  const mine = ++asked
  const page = await fetch(form.action).then(pageOf).catch(() => null) // the line says itself when it is broken
  if (page && mine === asked && !sending) renew(page)
}

function lookSoon() {
  clearTimeout(timer)
  if (!stale) timer = setTimeout(look, Math.max(0, looked + OFTEN - Date.now()))
}

// The board that was answered; nothing if it is another page, as after signing out. A server in trouble is as good as no network.
async function pageOf(answer) {
  if (answer.status >= 500) throw new Error(answer.status)
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  if (page.getElementById("board")) return page
  stale = true
  say(board.dataset.stale)
  return null
}

function renew(page) {
  since = Date.now()
  const place = placeOf(document.activeElement)
  const open = document.getElementById("coming-later")?.open
  for (const id of PARTS) document.getElementById(id)?.replaceWith(document.adoptNode(page.getElementById(id)))
  document.getElementById("coming-later")?.toggleAttribute("open", Boolean(open))
  for (const id of FIELDS) renewFields(document.getElementById(id), page.getElementById(id))
  renewChoices(form.elements.under, page.getElementById("under"))
  if (place) document.querySelector(place)?.focus({ preventScroll: true })
}

// Buttons of a part that comes anew are known by what they do.
function placeOf(element) {
  if (!element?.closest(PARTS.map((id) => `#${id}`).join())) return null
  if (element.id) return `#${element.id}`
  if (element.matches("summary")) return `#${element.parentElement.id} > summary`
  return element.name === "do" ? `button[name=do][value="${CSS.escape(element.value)}"]` : null
}

function renewFields(shown, answered) {
  shown.disabled = answered.disabled
  for (const button of shown.querySelectorAll("button[name=do]")) {
    button.disabled = answered.querySelector(`[name=do][value="${CSS.escape(button.value)}"]`)?.disabled ?? true
  }
}

// The newest comments, one of which may be chosen: not while somebody is choosing.
function renewChoices(select, answered) {
  if (select === document.activeElement) return
  const chosen = select.selectedOptions[0]
  const options = [...answered.options].map((each) => new Option(each.text, each.value))
  if (!options.some((each) => each.value === chosen.value)) options.push(chosen)
  const value = chosen.value
  select.replaceChildren(...options)
  select.value = value
}

// The clocks go on by themselves between two looks.

function tick() {
  const gone = (Date.now() - since) / 1000
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const { second, speed, down } = clock.dataset
    if (!Number(speed)) continue
    const passed = Math.floor(gone * Number(speed))
    clock.textContent = elapsed(Number(second) + (down === undefined ? passed : -passed))
  }
}

setInterval(tick, 1000)
setInterval(() => document.hidden || document.querySelector("[data-clock][data-speed='0']") || lookSoon(), 15_000) // waits grow older

follow(board, {
  frame: lookSoon,
  snapshot: lookSoon,
  state: ({ name }) => {
    stale ||= name === "stale"
    say({ offline: board.dataset.offline, stale: board.dataset.stale }[name] ?? "")
  },
})

// Keys

const press = (key) => () => document.querySelector(`button[data-key="${CSS.escape(key)}"]:not(:disabled)`)?.click()
const write = (name) => () => form.elements[name].focus()

function help() {
  const keys = document.getElementById("keys")
  keys.open = !keys.open
  if (keys.open) keys.querySelector("summary").focus()
}

// Ctrl+Enter presses the button of the field in which somebody writes.
function writing(field) {
  const button = field.name && field.closest("fieldset")?.querySelector("button[name=do]")
  return button && Object.values(WORDS).includes(field.name) && { requestSubmit: () => button.click() }
}

listen(
  {
    " ": press(" "),
    n: press("n"),
    "+": press("+"),
    "-": press("-"),
    f: press("f"),
    h: press("h"),
    t: write("text"),
    w: write("whisper"),
    "/": () => document.getElementById("board-thread").focus(),
    "?": help,
  },
  writing,
)
