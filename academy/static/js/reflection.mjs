// The end of a lesson: what its reader writes there is kept as it is written, each text by itself.
import { Draft } from "./draft.mjs"
import { attend } from "./keeping.mjs"

class Reflection extends Draft {
  constructor(area) {
    const { keep, place } = area.dataset
    const version = area.form.elements[area.name.replace("reflection-", "version-")]
    super(area.form, { url: keep, place: `unsent/${place}`, area, part: area.closest("[data-reflection]"), fields: { version } })
  }

  refused() {
    return this.part.querySelector(".kept-text textarea")
  }

  // nothing but this text: others of the form have keepers of their own
  body() {
    const body = new FormData()
    for (const field of [this.form.elements.csrf_token, this.fields.version, this.area]) body.append(field.name, field.value)
    return body
  }
}

// All the texts of a form, which is sent as a whole.
class Together {
  constructor(keepers) {
    this.keepers = keepers
  }

  changed(event) {
    this.keepers.find((keeper) => keeper.area === event.target)?.changed()
  }

  sent(event) {
    for (const keeper of this.keepers) keeper.sent(event)
  }

  // the form is sent once
  reached() {
    const waiting = this.keepers.filter((keeper) => keeper.waiting)
    for (const keeper of waiting.slice(1)) keeper.waiting = null
    for (const keeper of this.keepers) keeper.reached()
  }

  leave() {
    for (const keeper of this.keepers) keeper.leave()
  }

  back() {
    for (const keeper of this.keepers) keeper.back()
  }
}

const areas = [...document.querySelectorAll("textarea[data-keep]")]
if (areas.length) {
  const keepers = areas.map((area) => new Reflection(area))
  attend(new Map([[areas[0].form, new Together(keepers)]]))
  for (const keeper of keepers) keeper.begin()
}
