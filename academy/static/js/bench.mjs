// The bench by keyboard: levels by one key, reasons only where a level differs.
import "./annotated.mjs"
import { listen } from "./keys.mjs"
import "./phrases.mjs"

const form = document.getElementById("judge")
const marks = [...document.querySelectorAll("[data-mark]")]
const current = () => marks.find((mark) => mark.contains(document.activeElement))
const chosen = (mark) => mark.querySelector("input[type=radio]:checked") ?? mark.querySelector("input[type=radio]")
const differs = (mark) => chosen(mark).checked && chosen(mark).value !== mark.dataset.mark

function look(mark) {
  chosen(mark).focus()
  mark.scrollIntoView({ block: "nearest" })
}

function step(by) {
  const at = marks.indexOf(current())
  const next = at < 0 ? (by > 0 ? 0 : marks.length - 1) : at + by
  if (marks[next]) look(marks[next])
  else if (next >= marks.length) document.getElementById("overall").focus()
}

// A level like the grader's leads on to the next criterion; another one leads to its reason.
function level(value) {
  const mark = current() ?? marks[0]
  const box = mark?.querySelector(`input[type=radio][value="${value}"]`)
  if (!box) return
  box.checked = true
  box.dispatchEvent(new Event("change", { bubbles: true }))
  look(mark)
  if (differs(mark)) reason(mark)
  else step(1)
}

function reason(mark) {
  if (mark && differs(mark)) mark.querySelector("textarea").focus()
}

function bank() {
  const details = current()?.querySelector("details")
  if (!details || !differs(current())) return
  details.open = true
  ;(details.querySelector("[data-insert]") ?? details.querySelector("summary")).focus()
}

function comment() {
  const part = document.getElementById("new-comment")
  part.open = true
  part.querySelector("textarea").focus()
}

function help() {
  const keys = document.getElementById("keys")
  keys.open = !keys.open
  if (keys.open) keys.querySelector("summary").focus()
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  0: () => level(0),
  1: () => level(1),
  2: () => level(2),
  r: () => reason(current()),
  b: bank,
  o: () => document.getElementById("overall")?.focus(),
  m: comment,
  c: () => form?.requestSubmit(),
  n: () => document.querySelector("[data-key=n]")?.click(),
  "?": help,
}
listen(keys, (field) => field.closest?.(".bench form"))

document.addEventListener("keydown", (event) => {
  const mark = event.key === "Escape" && current()
  if (mark) look(mark)
})

// whoever opens a text by the keyboard can set levels at once
if (form && !document.querySelector("[data-focus]") && !location.hash) marks[0] && chosen(marks[0]).focus({ preventScroll: true })
