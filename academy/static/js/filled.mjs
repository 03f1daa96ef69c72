// A form that is kept with all of its fields. The server replaces nothing that this page has not seen.
import { Keeper } from "./keeping.mjs"

export class Filled extends Keeper {
  // `keeps` tells by its name whether a field is its writer's
  constructor(form, { keeps, ...options }) {
    super(form, options)
    this.keeps = keeps
  }

  get filled() {
    return [...new FormData(this.form)].filter(([name]) => this.keeps(name))
  }

  get typed() {
    return { ...super.typed, fields: this.filled }
  }

  same(local) {
    return JSON.stringify(local.fields) === JSON.stringify(this.filled)
  }

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
