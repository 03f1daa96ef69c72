// The page where a task is marked: what is filled in is kept, keys choose levels, comments at words come one by one.
import "./annotated.mjs"
import { Filled } from "./filled.mjs"
import { attend } from "./keeping.mjs"
import { listen } from "./keys.mjs"
import "./phrases.mjs"

const FILLED = /^(points_|comment$|reason$|at$|said$)/

class Unfinished extends Filled {
  constructor(form, url, place) {
    super(form, { url, place, area: form.elements.comment, keeps: (name) => FILLED.test(name) })
  }

  // each mark sees one more
  get number() {
    return Number(this.fields.seen.value) + 1
  }

  restore(local) {
    for (const [name, value] of local.fields) {
      const field = this.form.querySelector(`[name="${CSS.escape(name)}"]:is([value="${CSS.escape(value)}"], textarea)`)
      if (field?.type === "radio") field.checked = true
      else if (field && name !== "said") field.value = value
    }
    const said = local.fields.filter(([name]) => name === "said").map(([, value]) => value)
    this.form.querySelectorAll("[name=said]").forEach((area, at) => (area.value ||= said[at] ?? ""))
    super.restore(local)
  }
}

const form = document.getElementById("marking")
const keepButton = form.querySelector("button[formaction]")
const keeper = new Unfinished(form, keepButton.formAction, `unsent/mark${new URL(form.action).pathname}`)
attend(new Map([[form, keeper]]))
keeper.begin()

// The words and what is said of them stay, as a pair before the fresh one.
const fresh = form.querySelector("[data-annotates]")
const another = fresh.querySelector("[data-another]")
let count = form.querySelectorAll("[name=said]").length
another.hidden = false
another.addEventListener("click", () => {
  const pair = fresh.cloneNode(true)
  const [at, said] = [fresh.querySelector("select"), fresh.querySelector("textarea")]
  if (!said.value.trim()) return said.focus()
  count += 1
  delete pair.dataset.annotates
  for (const part of pair.querySelectorAll("[data-another], [data-bank]")) part.remove()
  pair.querySelector("select").value = at.value
  pair.querySelector("textarea").value = said.value
  for (const [field, name] of [[at, "at"], [said, "said"]]) renumber(fresh, field, `${name}-${count}`)
  fresh.before(pair)
  at.value = said.value = ""
  at.focus()
})

function renumber(pair, field, id) {
  const label = pair.querySelector(`label[for="${field.id}"]`)
  label.textContent = label.textContent.replace(/[\d٠-٩۰-۹০-৯]+/u, count)
  for (const phrase of pair.querySelectorAll(`[data-insert="${field.id}"]`)) phrase.dataset.insert = id
  field.id = label.htmlFor = id
}

const criteria = [...form.querySelectorAll("[data-criterion]")]
const current = () => criteria.find((criterion) => criterion.contains(document.activeElement))

function step(by) {
  const at = criteria.indexOf(current())
  const wanted = at < 0 && by < 0 ? criteria.length - 1 : at + by
  const next = criteria[Math.min(criteria.length - 1, Math.max(0, wanted))]
  const levels = [...next.querySelectorAll("input[type=radio]")]
  ;(levels.find((level) => level.checked) ?? levels[0]).focus()
  next.scrollIntoView({ block: "nearest" })
}

function choose(number) {
  const level = (current() ?? criteria[0]).querySelectorAll("input[type=radio]")[number - 1]
  if (!level) return
  level.checked = true
  level.focus()
  level.dispatchEvent(new Event("change", { bubbles: true }))
}

function bank() {
  const here = fresh.contains(document.activeElement) ? fresh : form.querySelector("[data-bank]")
  const details = here.querySelector("details")
  details.open = true
  ;(details.querySelector("[data-insert]") ?? details.querySelector("summary")).focus()
}

function help() {
  const keys = document.getElementById("keys")
  keys.open = !keys.open
  if (keys.open) keys.querySelector("summary").focus()
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  w: () => form.elements.comment.focus(),
  b: bank,
  m: () => fresh.querySelector("textarea").focus(),
  n: () => form.querySelector("[data-key=n]").click(),
  "?": help,
}
for (const number of [1, 2, 3, 4, 5, 6]) keys[number] = () => choose(number)
listen(keys, (field) => field.closest?.("#marking"))
