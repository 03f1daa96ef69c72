// A page of a draft saves itself: on this device at once, on the server after a pause. Whatever could not be sent is kept
// here and brought back when the page is opened again; the server tells apart what somebody else has changed.
import { goOn, renew, several, unfold } from "./rows.mjs"
import * as shelf from "./shelf.mjs"

const PAUSE = 1500
const AGAIN = 8000
const HERE = 30_000

const box = document.querySelector("[data-autosave]")
if (box) keep(box.closest("form"), box.dataset)
const around = document.querySelector("[data-here]")
if (around) greet(around)
reveal()
addEventListener("hashchange", reveal)

function keep(form, words) {
  const place = `unsent/studio-${words.draft}/${words.place}`
  const state = form.querySelector("[data-autosave-state]")
  let timer, saving, leaving, turning
  let dirty = false
  let settled = Promise.resolve()

  const say = (text) => (state.textContent = text)
  const typed = () => [...new FormData(form)].filter(([name]) => name !== "csrf_token")

  const send = (options) =>
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, ...options })

  function changed() {
    dirty = true
    shelf.put(place, { fields: typed() })
    again(PAUSE)
  }

  function again(pause) {
    clearTimeout(timer)
    timer = setTimeout(() => (settled = save()), pause)
  }

  async function save() {
    if (saving || !dirty || leaving || turning) return
    clearTimeout(timer)
    dirty = false
    saving = new AbortController()
    say(words.saving)
    try {
      const answer = await send({ signal: saving.signal })
      if (answer.status === 401 || answer.redirected) return say(words.out)
      if (answer.status === 409) return say(`${(await answer.json()).conflict ?? ""} ${words.clash}`)
      if (!answer.ok) throw new Error(answer.status)
      const { seen, saved, problems, advice, shown } = await answer.json()
      form.elements.seen.value = seen
      if (!dirty) shelf.drop(place)
      say(saved)
      mark(form, problems)
      advise(form, advice)
      for (const [id, html] of Object.entries(shown)) {
        const part = document.getElementById(id) // a page may be without what others of its list have
        if (part) part.innerHTML = html
      }
    } catch (error) {
      if (error.name === "AbortError") return
      dirty = true
      say(words.lost)
      again(AGAIN)
    } finally {
      saving = null
      if (dirty && !leaving) again(PAUSE)
    }
  }

  // Something is done to a row: without the page being loaded anew, unless the server has more to say than the fields.
  async function turn(button) {
    if (turning) return
    turning = true
    clearTimeout(timer)
    await settled
    const body = new FormData(form, button)
    const fields = document.getElementById("fields")
    shelf.put(place, { fields: typed() })
    say(words.saving)
    fields.inert = true
    try {
      const answer = await send({ body, headers: { Accept: "text/html" } })
      if (!answer.ok || !renew(await answer.text(), ["told", "fields"], words.place)) return plainly(button)
      dirty = false
      shelf.drop(place)
      say(words[button.value.split("/")[0]] ?? "")
      goOn(button.value)
    } catch {
      dirty = true
      say(words.lost)
      again(AGAIN)
    } finally {
      fields.inert = false
      turning = false
    }
  }

  function plainly(button) {
    button.dataset.turned = ""
    document.getElementById("fields").inert = false
    form.requestSubmit(button)
  }

  function restore(kept) {
    for (const field of form.elements) if (field.type === "checkbox" || field.type === "radio") field.checked = false
    const taken = new Map()
    for (const [name, value] of kept) {
      const number = taken.get(name) ?? 0
      const fields = [...form.elements].filter((field) => field.name === name)
      const choice = fields.find((field) => "checked" in field && field.value === value && field.type !== "text")
      taken.set(name, number + 1)
      if (choice && /checkbox|radio/.test(choice.type)) choice.checked = true
      else if (fields[number]) fields[number].value = value
      else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
    }
    say(words.kept)
    changed()
  }

  // A form that was sent and came back by way of a redirect is on the server, even where rows moved; one that never came
  // back may not be.
  function meet() {
    const kept = shelf.get(place)
    const [way] = performance.getEntriesByType("navigation")
    if (!kept) return
    if ((kept.sent && way?.redirectCount) || same(kept.fields, typed())) shelf.drop(place)
    else restore(kept.fields)
  }

  meet()
  form.addEventListener("input", changed)
  form.addEventListener("change", changed)
  form.addEventListener("paste", (event) => {
    const button = several(event)
    if (button) turn(button)
  })
  form.addEventListener("submit", (event) => {
    const button = event.submitter
    if (button?.name === "row" && /^(add|up|down|drop|pick)\//.test(button.value) && !button.dataset.turned) {
      event.preventDefault()
      turn(button)
      return
    }
    leaving = true
    clearTimeout(timer)
    saving?.abort()
    shelf.put(place, { fields: typed(), sent: true })
  })
  addEventListener("online", save)
  addEventListener("pageshow", () => (leaving = false))
  addEventListener("pagehide", () => {
    if (dirty && !leaving) send({ keepalive: true }).catch(() => {})
  })
}

function same(some, others) {
  const said = (fields) => JSON.stringify(fields.filter(([name]) => name !== "seen"))
  return said(some) === said(others)
}

// The lists above the form: what is mended or filled in goes from them, what is new stands beside its field.
function mend(problems) {
  for (const [lists, needed] of [[".todo", false], [".missing", true]]) {
    const told = new Set(problems.filter((each) => each.needed === needed).map(({ field }) => field))
    for (const link of document.querySelectorAll(`${lists} li a[href^='#']`)) link.closest("li").hidden = !told.has(link.hash.slice(1))
    for (const list of document.querySelectorAll(lists)) list.hidden = !list.querySelector("li:not([hidden])")
  }
}

// Problems beside their fields, as the server says them now; what is only not filled in yet is said quietly.
function mark(form, problems) {
  mend(problems)
  const said = new Map()
  for (const each of problems) said.set(each.field, { ...each, message: [said.get(each.field)?.message, each.message].filter(Boolean).join(" ") })
  for (const old of form.querySelectorAll("[data-live-problem]")) old.remove()
  for (const old of form.querySelectorAll(".field__error")) old.hidden = true
  for (const old of form.querySelectorAll("[data-needed]")) old.hidden = !said.get(old.dataset.needed)?.needed
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid")
  for (const old of form.querySelectorAll(".field--wrong")) old.classList.remove("field--wrong")
  for (const each of said.values()) tell(form, each)
}

function tell(form, { field: name, message, needed }) {
  const input = form.querySelector(`[name="${CSS.escape(name)}"], [id="${CSS.escape(name)}"]`)
  const field = input?.closest(".field") ?? input?.closest("fieldset, .fold")
  if (!field || (needed && form.querySelector(`[data-needed="${CSS.escape(name)}"]`))) return
  const text = Object.assign(document.createElement("p"), { className: needed ? "needed" : "field__error", textContent: message })
  text.dataset.liveProblem = ""
  text.id = `${name}-live-error`
  if (!needed && input.matches("input, textarea, select")) {
    input.setAttribute("aria-invalid", "true")
    input.setAttribute("aria-errormessage", text.id)
  }
  if (!needed) field.classList.add("field--wrong")
  if (!needed) unfold(field)
  field.querySelector("label, legend, summary")?.after(text)
}

// A link into a fold opens it, also where the browser does not do so by itself.
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  unfold(target)
  target.scrollIntoView()
}

// What is worth another look, in the same way; what the server told of fields that have none any more goes.
function advise(form, advice) {
  for (const old of form.querySelectorAll("[data-advice]")) old.remove()
  for (const { field: name, message } of advice) {
    const input = form.querySelector(`[name="${CSS.escape(name)}"], [id="${CSS.escape(name)}"]`)
    const text = Object.assign(document.createElement("p"), { className: "look__advice", textContent: message, dir: "auto" })
    text.dataset.advice = name
    if (name) (input?.closest(".field") ?? input)?.after(text)
  }
}

function greet(around) {
  const place = box?.dataset.place ?? ""
  async function tell() {
    const body = new FormData()
    body.set("place", place)
    body.set("csrf_token", document.querySelector("[name=csrf_token]").value)
    try {
      const answer = await fetch(around.dataset.here, { method: "POST", body, headers: { Accept: "application/json" } })
      if (!answer.ok) return
      const { others } = await answer.json()
      const text = others.map(({ name, place }) => around.dataset.one.replace("{name}", name).replace("{place}", place)).join(" ")
      if (around.textContent.trim() !== text) around.textContent = text
    } catch {
      // said again soon
    }
  }
  tell()
  setInterval(() => document.hidden || tell(), HERE)
}
