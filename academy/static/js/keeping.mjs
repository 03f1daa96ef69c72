// What is typed into a form is kept: on this device at once, on the server after a pause, and here no longer than until
// the server has it. Whatever could not be reached is tried again. The server answers with the `version` that it keeps,
// and with the `other` words that somebody wrote elsewhere.
import * as shelf from "./shelf.mjs"
import { pasted, watch } from "./pasting.mjs"

const PAUSE = 2500
const AGAIN = 10_000

// Tells keepers, by their form, what happens on the page.
export function attend(keepers) {
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => keepers.get(event.target.form)?.changed(event))
  }
  document.addEventListener("submit", (event) => keepers.get(event.target)?.sent(event))
  addEventListener("online", () => keepers.forEach((keeper) => keeper.reached()))
  addEventListener("pagehide", () => keepers.forEach((keeper) => keeper.leave()))
  addEventListener("pageshow", () => keepers.forEach((keeper) => keeper.back()))
}

export class Keeper {
  // `place` is where it lies on this device, `area` the text field whose words count; `part` is what the form has for it,
  // and `fields` are its own, where the form has several such texts
  constructor(form, { url, place, area, part = form, fields = form.elements }) {
    this.form = form
    this.part = part
    this.url = url
    this.fields = fields
    this.place = place
    this.aside = `${place}/aside`
    this.area = area
    this.state = part.querySelector("[data-unsent-state]")
    this.dirty = false // typed here and not on the server yet
    this.saving = null
    this.timer = null
  }

  // Which it is of those that are sent one after another, counted from 1; a page that shows a later one says that this
  // was taken.
  get number() {
    return 1
  }

  get version() {
    return Number(this.fields.version.value)
  }

  // what lies on this device, the words under the name of their field
  get typed() {
    return { [this.area.name]: this.area.value, version: this.version }
  }

  begin() {
    const local = shelf.get(this.place)
    if (this.fields.pasted) watch(this.area, Number(this.fields.pasted.value))
    if (local) this.found(local)
    const aside = shelf.get(this.aside)
    if (aside) this.showOther(aside)
  }

  // Words of this device: they were taken, or the server refused them and shows them again, or it has not seen them.
  found(local) {
    if (local.sent < this.number) this.made()
    else if (local.sent && this.part.querySelector(".field__error")) this.changed()
    else this.meet(local)
  }

  made() {
    shelf.drop(this.place)
    shelf.drop(this.aside)
  }

  // Words of this device and words of the server: whichever the server has later stay in the field, none is lost.
  meet(local) {
    const here = local[this.area.name]
    const there = this.area.value
    if (this.same(local)) return shelf.drop(this.place)
    if (local.version === this.version || !there.trim()) return this.restore(local)
    shelf.put(this.aside, here)
    shelf.drop(this.place)
  }

  same(local) {
    return this.area.value.trim() === local[this.area.name].trim()
  }

  restore(local) {
    this.area.value = local[this.area.name]
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
    this.changed()
  }

  changed() {
    this.dirty = true
    this.measure()
    shelf.put(this.place, this.typed)
    this.say(navigator.onLine ? "keeping" : "here")
    this.again(PAUSE)
  }

  measure() {
    if (this.fields.pasted) this.fields.pasted.value = pasted(this.area)
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
    const words = this.area.value
    try {
      const answer = await this.post({ signal: this.saving.signal })
      if (!answer.ok) return this.say("alone")
      const { version, other } = await answer.json()
      if (!this.stored(version, other)) return
      if (this.dirty) return this.changed()
      // another tab may have put its own there
      if (shelf.get(this.place)?.[this.area.name] === words) shelf.drop(this.place)
      this.say(version ? "kept" : "")
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

  // The server has answered; whether it keeps these words now.
  stored(version, other) {
    this.fields.version.value = version
    if (other) this.keepAside(other)
    return true
  }

  sent(event) {
    clearTimeout(this.timer)
    this.measure()
    if (navigator.onLine) {
      this.gone = true
      this.saving?.abort()
      return shelf.put(this.place, { ...this.typed, sent: this.number })
    }
    event.preventDefault()
    shelf.put(this.place, this.typed)
    this.waiting = { submitter: event.submitter }
    this.say("waiting")
  }

  reached() {
    if (!this.waiting) return void this.save()
    const { submitter } = this.waiting
    this.waiting = null
    this.form.requestSubmit(submitter)
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
      body: this.body(),
      headers: { Accept: "application/json" },
      ...options,
    })
  }

  body() {
    return new FormData(this.form)
  }

  keepAside(text) {
    shelf.put(this.aside, text)
    this.showOther(text)
  }

  showOther(text) {
    const other = this.part.querySelector("[data-unsent-other]")
    if (!other) return
    other.hidden = false
    other.querySelector("blockquote").textContent = text
  }

  say(what) {
    this.state.textContent = what ? this.state.dataset[what] : ""
  }
}
