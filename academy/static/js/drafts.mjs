// What is typed into a panel is kept: on this device at once, on the server after a pause, and here no longer than until
// the server has it. Whatever could not be reached is tried again.
import { pasted, watch } from "./pasting.mjs"

const PAUSE = 2500
const AGAIN = 10_000

export function keepDrafts(feed) {
  const panels = new Map()

  function adopt() {
    for (const form of document.querySelectorAll(".panel form")) {
      if (panels.has(form)) continue
      const panel = new Panel(form, feed.dataset)
      panels.set(form, panel)
      panel.begin()
    }
  }

  adopt()
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => panels.get(event.target.form)?.changed())
  }
  document.addEventListener("submit", (event) => panels.get(event.target)?.sent(event))
  addEventListener("online", () => panels.forEach((panel) => panel.reached()))
  addEventListener("pagehide", () => panels.forEach((panel) => panel.leave()))
  return { adopt }
}

class Panel {
  constructor(form, { run, drafts }) {
    this.form = form
    this.url = drafts
    this.fields = form.elements
    this.place = `draft/${run}/${this.fields.post?.value ?? ""}`
    this.state = form.querySelector("[data-draft-state]")
    this.saving = null
    this.timer = null
  }

  get number() {
    return Number(this.fields.number.value)
  }

  get local() {
    return JSON.parse(localStorage.getItem(this.place) ?? "null")
  }

  begin() {
    const local = this.local
    watch(this.fields.reply, Number(this.fields.pasted.value))
    if (!local) return
    // it became a move, or the server refused it and shows it again
    if (local.sent && local.sent < this.number) localStorage.removeItem(this.place)
    else if (local.sent && this.form.querySelector(".field__error")) this.changed()
    else this.restore(local)
  }

  restore({ action, target, reply }) {
    const other = this.fields.reply.value
    const chosen = this.form.querySelector(`[name=action][value="${CSS.escape(action ?? "")}"]`)
    if (chosen) chosen.checked = true
    chosen?.dispatchEvent(new Event("change", { bubbles: true })) // narrows the targets before one is chosen
    if (this.fields.target && target) this.fields.target.value = target
    this.fields.reply.value = reply
    this.fields.reply.dispatchEvent(new Event("input", { bubbles: true }))
    this.form.closest(".panel").open = true
    if (other.trim() && other.trim() !== reply.trim()) this.showOther(other)
    this.changed()
  }

  changed() {
    this.fields.pasted.value = pasted(this.fields.reply)
    this.keepHere({})
    this.say(navigator.onLine ? "keeping" : "here")
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), PAUSE)
  }

  keepHere(more) {
    const { action, target, reply } = Object.fromEntries(new FormData(this.form))
    localStorage.setItem(this.place, JSON.stringify({ action, target, reply, ...more }))
  }

  async save() {
    if (this.saving || !this.local || this.local.sent) return
    clearTimeout(this.timer)
    const before = localStorage.getItem(this.place)
    this.saving = new AbortController()
    try {
      const answer = await this.post({ signal: this.saving.signal })
      if (!answer.ok) return this.say("alone")
      const { version, other } = await answer.json()
      this.fields.version.value = version
      if (other) this.showOther(other)
      if (localStorage.getItem(this.place) !== before) return this.changed()
      localStorage.removeItem(this.place)
      this.say(version ? "kept" : "")
      this.form.closest(".panel").querySelector("[data-draft-badge]").hidden = !version
    } catch (error) {
      if (error.name === "AbortError") return
      this.say("here")
      this.timer = setTimeout(() => this.save(), AGAIN)
    } finally {
      this.saving = null
    }
  }

  sent(event) {
    if (event.submitter?.formAction?.endsWith("/hint")) return
    clearTimeout(this.timer)
    this.saving?.abort()
    this.fields.pasted.value = pasted(this.fields.reply)
    if (navigator.onLine) return this.keepHere({ sent: this.number })
    event.preventDefault()
    this.keepHere({})
    this.waiting = true
    this.say("waiting")
  }

  reached() {
    if (!this.waiting) return void (this.local && this.save())
    this.waiting = false
    this.form.requestSubmit()
  }

  // the last words before the page goes; the server knows what was sent already
  leave() {
    if (this.local && !this.local.sent) this.post({ keepalive: true }).catch(() => {})
  }

  post(options) {
    return fetch(this.url, {
      method: "POST",
      body: new FormData(this.form),
      headers: { Accept: "application/json" },
      ...options,
    })
  }

  showOther(text) {
    const other = this.form.querySelector("[data-draft-other]")
    other.hidden = false
    other.querySelector("blockquote").textContent = text
  }

  say(what) {
    this.state.textContent = what ? this.state.dataset[what] : ""
  }
}
