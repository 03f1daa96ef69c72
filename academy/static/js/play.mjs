// The play page: the clock stands while nobody looks; drafts, pasted text and keys have modules of their own.
import { keepDrafts } from "./drafts.mjs"
import { listen } from "./shortcuts.mjs"

let stopped = false

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "desk" && (stopped || document.hidden || !navigator.onLine)) event.preventDefault()
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

const drafts = keepDrafts(document.getElementById("feed"))
document.addEventListener("htmx:load", drafts.adopt)
listen({ clock: () => button?.click() })
