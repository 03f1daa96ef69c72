// Keys for who plays by keyboard. Single keys can be turned off, and do nothing where somebody types.
import { get, put } from "./shelf.mjs"

const PLACE = "shortcuts"

export function listen({ clock }) {
  const help = document.querySelector("[data-shortcuts]")
  const box = document.getElementById("shortcuts-on")
  help.hidden = false
  box.checked = get(PLACE) !== "off"
  box.addEventListener("change", () => put(PLACE, box.checked ? "on" : "off"))

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    r: () => open(current()?.querySelector(".panel")),
    s: () => open(document.getElementById("panel-page")),
    c: clock,
  }
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".panel form")
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault()
      return form.requestSubmit()
    }
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.matches?.("input, textarea, select, [contenteditable]")) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  })
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
