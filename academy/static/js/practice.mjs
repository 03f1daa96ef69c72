// The page where a practice is written: all its fields are kept as they are filled in.
import * as shelf from "./shelf.mjs"
import { attend, Keeper } from "./keeping.mjs"

const OURS = new Set(["csrf_token", "version", "confirmed"])

class Draft extends Keeper {
  constructor(form, { keep, practice }) {
    super(form, { url: keep, place: `unsent/practice/${practice}`, area: form.elements.situation })
  }

  // each submission is one more
  get number() {
    return Number(this.state.dataset.round)
  }

  get filled() {
    return [...new FormData(this.form)].filter(([name]) => !OURS.has(name))
  }

  get typed() {
    return { ...super.typed, fields: this.filled }
  }

  same(local) {
    return JSON.stringify(local.fields) === JSON.stringify(this.filled)
  }

  // Words of this device that the server has not seen take their place; where it has later ones, they stay at hand.
  meet(local) {
    if (this.same(local)) return shelf.drop(this.place)
    if (local.version === this.version) return this.restore(local)
    this.keepAside(local.fields.map(([, value]) => value.trim()).filter(Boolean).join("\n\n"))
    shelf.drop(this.place)
  }

  restore(local) {
    for (const field of this.form.elements) {
      if (!field.name || OURS.has(field.name)) continue
      const values = local.fields.filter(([name]) => name === field.name).map(([, value]) => value)
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value)
      else if (values.length) field.value = values[0]
    }
    super.restore(local)
  }

  // The server replaces nothing that this page has not seen.
  stored(version, other) {
    if (other === null) return super.stored(version, other)
    this.torn = true
    this.say("two")
    return false
  }

  save() {
    return this.torn ? this.say("two") : super.save()
  }
}

const form = document.getElementById("practice")
if (form) {
  const draft = new Draft(form, form.querySelector("[data-keep]").dataset)
  attend(new Map([[form, draft]]))
  draft.begin()
}

// what was submitted has no place on this device any more
const sent = document.querySelector("[data-sent]")?.dataset.sent
if (sent) for (const place of ["", "/aside"]) shelf.drop(`unsent/practice/${sent}${place}`)
