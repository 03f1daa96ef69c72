// Single keys that do something on a page: they can be turned off, and do nothing where somebody types.
// The page has a [data-shortcuts] part with the box #shortcuts-on.
import { get, put } from "./shelf.mjs"

const PLACE = "shortcuts"
const PRESSED = "a, button, summary, input" // by the space bar
const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])"

// `keys` are functions by key; `send` gives the form that Ctrl+Enter sends from a field, if there is one.
export function listen(keys, send) {
  const help = document.querySelector("[data-shortcuts]")
  const box = document.getElementById("shortcuts-on")
  help.hidden = false
  box.checked = get(PLACE) !== "off"
  box.addEventListener("change", () => put(PLACE, box.checked ? "on" : "off"))

  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && send(event.target)
    if (form) {
      event.preventDefault()
      return form.requestSubmit()
    }
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target.matches?.(TYPING)) return
    const act = keys[event.key.toLowerCase()]
    if (!act) return
    if (event.key === " " && event.target.closest?.(PRESSED)) return
    event.preventDefault()
    act()
  })
}
