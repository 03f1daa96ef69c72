// The play page: the clock stands while nobody looks; unsent words, pasted text and keys have modules of their own.
import { keepUnsent } from "./unsent.mjs"
import { listen } from "./shortcuts.mjs"

let stopped = false

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "board" && (stopped || document.hidden || !navigator.onLine)) event.preventDefault()
})

function label(button) {
  button.hidden = false
  button.textContent = stopped ? button.dataset.go : button.dataset.stop
}

const button = document.querySelector("[data-clock]")
if (button) {
  label(button)
  button.addEventListener("click", () => {
    stopped = !stopped
    label(button)
  })
}

// Between two reports the clock on the wall goes on by itself; the next report puts it right.
let shown = 0

function tick() {
  const board = document.getElementById("board")
  if (!board.dataset.minute || stopped || document.hidden || !navigator.onLine) return
  shown += 1
  if (shown < Number(board.dataset.minute)) return
  shown = 0
  const time = board.querySelector("time")
  const [, before, hours, minutes] = time.textContent.match(/^(.*?)(\d\d):(\d\d)$/s) ?? []
  if (!hours || (hours === "23" && minutes === "59")) return
  const next = Number(hours) * 60 + Number(minutes) + 1
  time.textContent = before + [Math.floor(next / 60), next % 60].map((part) => String(part).padStart(2, "0")).join(":")
}

setInterval(tick, 1000)
document.addEventListener("htmx:load", (event) => event.target.id === "board" && (shown = 0))

const unsent = keepUnsent(document.getElementById("feed"))
document.addEventListener("htmx:load", unsent.adopt)
listen({ clock: () => button?.click() })
