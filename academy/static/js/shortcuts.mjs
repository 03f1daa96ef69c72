// Keys for who plays by keyboard.
import { listen as listenFor } from "./keys.mjs"

export function listen({ clock }) {
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    r: () => open(current()?.querySelector(".panel")),
    s: () => open(document.getElementById("panel-page")),
    c: clock,
  }
  listenFor(keys, (field) => field.closest?.(".panel form"))
}

const posts = () => [...document.querySelectorAll("#feed .post")]
const current = () => document.activeElement.closest("#feed .post")

function step(by) {
  const all = posts()
  const at = all.indexOf(current())
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]
  if (!next) return
  next.tabIndex = -1
  next.focus()
  next.scrollIntoView({ block: "start" })
}

function open(panel) {
  if (!panel) return
  panel.open = true
  ;(panel.querySelector("[name=action]:checked") ?? panel.querySelector("[name=action]"))?.focus()
}
