// The public page of a dialogue: what arrives comes into the thread without moving what somebody reads.
import { follow } from "./live.mjs"
import { StageClock } from "./stage_clock.mjs"
import { StageThread } from "./stage_thread.mjs"
import { fill, filled } from "./filled_template.mjs"
import { begin as beginWriting } from "./stage_writing.mjs"

const element = document.getElementById("thread")
const segment = document.getElementById("segment")
const promises = document.getElementById("promises")
const line = document.querySelector("[data-line]")
const clock = new StageClock(document.querySelector(".on-now"))
const thread = new StageThread(element, clock)
const writing = beginWriting(document.querySelector("[data-write]"))

const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" })

const takes = {
  entry: (data) => {
    writing?.letThrough(data.name)
    thread.entry(data)
  },
  folded: (data) => thread.fold(data),
  gone: (data) => {
    writing?.letThrough(data.name)
    thread.remove(data.name)
  },
  turn: (data) => thread.turn(data),
  helpful: (data) => thread.helpful(data.turn, data.count),
  clock: (data) => clock.set(data),
  segment: showSegment,
  commitment: promise,
}

function showSegment(data) {
  fill(segment, data)
}

function promise(data) {
  const values = { ...data, [data.state]: true, day: days.format(new Date(`${data.due}T00:00Z`)) }
  const there = promises.querySelector(`[data-promise="${data.id}"]`)
  if (there) return fill(there, values)
  const made = filled(document.getElementById("promise"), values)
  made.dataset.promise = data.id
  promises.append(made)
  document.querySelector("[data-no-promise]").hidden = true
}

follow(element, {
  frame: (events) => thread.steadily(() => events.forEach((event) => takes[event.kind]?.(event.data))),
  snapshot(shown) {
    thread.replace(shown)
    promises.replaceChildren()
    shown.commitments.forEach(promise)
    clock.set(shown.clock)
    if (shown.segments.length) showSegment(shown.segments.at(-1))
  },
  state({ name }) {
    const words = line.dataset[name]
    line.hidden = !words
    line.textContent = words ?? ""
  },
})
