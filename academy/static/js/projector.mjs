// The screen of a hall: drawn anew by the server while things happen; in between only its clock goes on.
import { follow } from "./live.mjs"
import { StageClock } from "./stage_clock.mjs"

const PAUSE = 2500 // ms between two drawings
const screen = document.getElementById("main")
const calm = matchMedia("(prefers-reduced-motion: reduce)")
const clock = new StageClock(screen.querySelector(".on-now"))
let timer
let drawnAt = 0
let newest = Number(screen.dataset.after) // what has happened, of which a page that was kept on the way may not know yet

function soon() {
  timer ??= setTimeout(draw, Math.max(0, drawnAt + PAUSE - Date.now()))
}

async function draw() {
  timer = undefined
  drawnAt = Date.now()
  try {
    const answer = await fetch(location.href, { cache: "no-cache" })
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    if (Number(page.getElementById("main").dataset.after) < newest) soon()
    for (const part of screen.querySelectorAll("[data-part]")) replace(part, page.querySelector(`[data-part="${part.dataset.part}"]`))
  } catch {
    // the next event asks again
  }
}

function replace(part, made) {
  if (!made || part.innerHTML === made.innerHTML) return
  part.replaceChildren(...made.childNodes)
  if (part.dataset.part === "programme") clock.take(screen.querySelector(".on-now"))
  if (part.dataset.part === "answers") part.scrollTo({ top: 0, behavior: calm.matches ? "instant" : "smooth" })
}

follow(screen, {
  frame(events) {
    newest = events.at(-1).number
    soon()
  },
  snapshot: soon,
})
