// What is typed into a panel is kept: on this device at once, on the server after a pause, and here no longer than until
// the server has it. Whatever could not be reached is tried again.
import * as shelf from "./shelf.mjs"
import { pasted, watch } from "./pasting.mjs"

const PAUSE = 2500
const AGAIN = 10_000

export function keepUnsent(feed) {
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
  addEventListener("pageshow", () => panels.forEach((panel) => panel.back()))
  return { adopt }
}

class Panel {
  constructor(form, { run, keep }) {
    this.form = form
    this.url = keep
    this.fields = form.elements
    this.place = `unsent/${run}/${this.fields.post?.value ?? ""}`
    this.aside = `${this.place}/aside`
    this.state = form.querySelector("[data-unsent-state]")
    this.dirty = false // typed here and not on the server yet
    this.saving = null
    this.timer = null
  }

  get number() {
    return Number(this.fields.number.value)
  }

  get typed() {
    const { action = "", target = "", reply } = Object.fromEntries(new FormData(this.form))
    return { action, target, reply, version: Number(this.fields.version.value) }
  }

  begin() {
    const local = shelf.get(this.place)
    watch(this.fields.reply, Number(this.fields.pasted.value))
    // it became a move, or the server refused it and shows it again
    if (local?.sent && local.sent < this.number) this.made()
    else if (local?.sent && this.form.querySelector(".field__error")) this.changed()
    else if (local) this.meet(local)
    const aside = shelf.get(this.aside)
    if (aside) this.showOther(aside)
  }

  made() {
    shelf.drop(this.place)
    shelf.drop(this.aside)
  }

  // Words of this device and words of the server: whichever the server has later stay in the field, none is lost.
  meet(local) {
    const there = this.fields.reply.value
    if (there.trim() === local.reply.trim()) return shelf.drop(this.place)
    if (local.version === Number(this.fields.version.value) || !there.trim()) return this.restore(local)
    shelf.put(this.aside, local.reply)
    shelf.drop(this.place)
  }

  restore({ action, target, reply }) {
    const chosen = this.form.querySelector(`[name=action][value="${CSS.escape(action ?? "")}"]`)
    if (chosen) chosen.checked = true
    chosen?.dispatchEvent(new Event("change", { bubbles: true })) // narrows the targets before one is chosen
    if (this.fields.target && target) this.fields.target.value = target
    this.fields.reply.value = reply
    this.fields.reply.dispatchEvent(new Event("input", { bubbles: true }))
    this.form.closest(".panel").open = true
    this.changed()
  }

  changed() {
    this.dirty = true
    this.fields.pasted.value = pasted(this.fields.reply)
    shelf.put(this.place, this.typed)
    this.say(navigator.onLine ? "keeping" : "here")
    this.again(PAUSE)
  }

  again(pause) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), pause)
  }

  async save() {
    if (this.saving || !this.dirty || this.gone) return
    clearTimeout(this.timer)
    this.saving = new AbortController()
    this.dirty = false
    const words = this.typed.reply
    try {
      const answer = await this.post({ signal: this.saving.signal })
      if (!answer.ok) return this.say("alone")
      const { version, other } = await answer.json()
      this.fields.version.value = version
      if (other) this.keepAside(other)
      if (this.dirty) return this.changed()
      if (shelf.get(this.place)?.reply === words) shelf.drop(this.place) // another tab may have put its own there
      this.say(version ? "kept" : "")
      this.form.closest(".panel").querySelector("[data-unsent-badge]").hidden = !version
    } catch (error) {
      if (error.name === "AbortError") return
      this.dirty = true
      this.say("here")
      this.again(AGAIN)
    } finally {
      this.saving = null
      if (this.dirty && !this.gone) this.again(PAUSE)
    }
  }

  sent(event) {
    if (event.submitter?.formAction?.endsWith("/hint")) return
    clearTimeout(this.timer)
    this.fields.pasted.value = pasted(this.fields.reply)
    if (navigator.onLine) {
      this.gone = true
      this.saving?.abort()
      return shelf.put(this.place, { ...this.typed, sent: this.number })
    }
    event.preventDefault()
    shelf.put(this.place, this.typed)
    this.waiting = true
    this.say("waiting")
  }

  reached() {
    if (!this.waiting) return void this.save()
    this.waiting = false
    this.form.requestSubmit()
  }

  // the last words before the page goes; the server knows what was sent already
  leave() {
    if (this.dirty && !this.gone) this.post({ keepalive: true }).catch(() => {})
  }

  // back from the browser's cache of pages: what was sent may or may not have been made
  back() {
    this.gone = false
  }

  post(options) {
    return fetch(this.url, {
      method: "POST",
      body: new FormData(this.form),
      headers: { Accept: "application/json" },
      ...options,
    })
  }

  keepAside(text) {
    shelf.put(this.aside, text)
    this.showOther(text)
  }

  showOther(text) {
    const other = this.form.querySelector("[data-unsent-other]")
    other.hidden = false
    other.querySelector("blockquote").textContent = text
  }

  say(what) {
    this.state.textContent = what ? this.state.dataset[what] : ""
  }
}
