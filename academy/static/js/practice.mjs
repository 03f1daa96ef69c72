// The page where a practice is written: all its fields are kept as they are filled in.
import * as shelf from "./shelf.mjs"
import { Filled } from "./filled.mjs"
import { attend } from "./keeping.mjs"

const OURS = new Set(["csrf_token", "version", "confirmed"])

class Practice extends Filled {
  constructor(form, { keep, practice }) {
    const keeps = (name) => !OURS.has(name)
    super(form, { url: keep, place: `unsent/practice/${practice}`, area: form.elements.situation, keeps })
  }

  // each submission is one more
  get number() {
    return Number(this.state.dataset.round)
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
      if (!field.name || !this.keeps(field.name)) continue
      const values = local.fields.filter(([name]) => name === field.name).map(([, value]) => value)
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value)
      else if (values.length) field.value = values[0]
    }
    super.restore(local)
  }
}

const form = document.getElementById("practice")
if (form) {
  const keeper = new Practice(form, form.querySelector("[data-keep]").dataset)
  attend(new Map([[form, keeper]]))
  keeper.begin()
}

// what was submitted has no place on this device any more
const sent = document.querySelector("[data-sent]")?.dataset.sent
if (sent) for (const place of ["", "/aside"]) shelf.drop(`unsent/practice/${sent}${place}`)
