// The desk: its queue goes on by itself, what is typed is kept, and nothing that somebody types in is ever replaced.
import { attend } from "./keeping.mjs"
import { follow } from "./live.mjs"
import { makeQueue } from "./desk_queue.mjs"
import { Words } from "./desk_words.mjs"
import { ticking } from "./sitting_clock.mjs"

const desk = document.getElementById("team-desk")
const words = JSON.parse(desk.dataset.words)
const { department, chosen } = desk.dataset
const thread = JSON.parse(desk.dataset.chosenNames).filter(Boolean) // what belongs to the comment at hand, by name
const clock = ticking(JSON.parse(desk.dataset.clock))
const queue = makeQueue(desk, words, clock)
const QUIET = 10_000 // ms between two things that are read out

const keepers = new Map()
for (const form of document.querySelectorAll("[data-box]")) keepers.set(form, new Words(form, desk.dataset))
keepers.forEach((keeper) => keeper.begin())
attend(keepers)
follow(desk, { frame, snapshot, state })
setInterval(tick, 1000)
tick()

const heard = {
  entry(row) {
    const ours = department && row.department === department && row.state === "open"
    if (queue.take(row) && ours) say(words.new.replace("{author}", row.author))
    if (String(row.id) === chosen) noticeChange(row)
    if (thread.includes(row.under)) renew("said")
  },
  turn(turn) {
    if (thread.includes(turn.on)) renew("said")
    if (turn.action === "correct") renew("around")
  },
  clock(told) {
    if (told.state === "over" || clock.state === "planned") begin()
    clock.set(told)
    document.querySelectorAll("[data-stands]").forEach((each) => (each.hidden = each.dataset.stands !== told.state))
  },
  segment: () => renew("around"),
  commitment: () => renew("around"),
  whisper(whisper) {
    if (whisper.department !== null && whisper.department !== department) return
    renew("around")
    say(words.whisper)
  },
}

function frame(events) {
  for (const { kind, data } of events) heard[kind]?.(data)
  tick()
}

function snapshot(shown) {
  queue.replace(shown.entries)
  clock.set(shown.clock)
  renew("said")
  renew("around")
}

function state({ name }) {
  const line = document.querySelector("[data-line]")
  line.textContent = { offline: words.offline, stale: words.stale }[name] ?? ""
  line.hidden = !line.textContent
}

// Parts that nobody types in come again as the server has them.
function renew(id) {
  const part = document.getElementById(id)
  if (part) window.htmx?.trigger(part, "renew")
}

function noticeChange({ version }) {
  const known = document.querySelector("#said [data-version]").dataset.version
  if (Number(known) < version) askToLoad()
  renew("said")
}

// It begins, or it is over: everything is different. Not all pages come back in the same moment, and none is taken from
// under somebody's hands.
function begin() {
  askToLoad()
  setTimeout(() => document.activeElement.matches("textarea, input, select") || location.reload(), 2000 * Math.random())
}

// What can be done is different now. The form stays as it is until its writer wants the new one.
function askToLoad() {
  document.querySelectorAll("[data-changed]").forEach((each) => (each.hidden = false))
}

function tick() {
  document.querySelector("[data-minute]").textContent = words.minute.replace("{number}", Math.floor(clock.second() / 60))
  queue.tick()
}

let spoken = 0
let waiting = 0
let later

function say(text) {
  waiting += 1
  clearTimeout(later)
  later = setTimeout(() => {
    document.getElementById("announcements").textContent = waiting > 1 ? words.many : text
    spoken = Date.now()
    waiting = 0
  }, Math.max(500, spoken + QUIET - Date.now()))
}
