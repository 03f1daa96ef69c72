// A text that its writer goes on with, here or elsewhere: where two are kept, the writer chooses.
import * as shelf from "./shelf.mjs"
import { Keeper } from "./keeping.mjs"

export class Draft extends Keeper {
  constructor(form, options) {
    super(form, options)
    this.otherPart = this.part.querySelector("[data-unsent-other]")
    this.part.querySelector("[data-unsent-mine]").addEventListener("click", () => this.choose(false))
    this.part.querySelector("[data-unsent-theirs]").addEventListener("click", () => this.choose(true))
  }

  begin() {
    super.begin()
    // the server has refused a page that had not seen these words: they stay at hand until somebody has chosen
    const refused = this.refused()
    if (refused) this.keepAside(refused.value)
  }

  refused() {
    return document.querySelector(".kept-text textarea")
  }

  // The server replaces no words that this page has not seen: somebody has to choose first.
  stored(version, other) {
    if (other === null) return super.stored(version, other)
    this.theirs = version
    this.keepAside(other)
    this.say("two")
    return false
  }

  choose(theirs) {
    const other = this.otherPart.querySelector("blockquote").textContent
    const mine = this.area.value
    if (this.theirs !== undefined) this.fields.version.value = this.theirs
    this.theirs = undefined
    if (theirs) {
      this.keepAside(mine)
      this.area.value = other
    } else {
      shelf.drop(this.aside)
      this.otherPart.hidden = true
    }
    this.area.focus()
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
  }

  save() {
    return this.theirs === undefined ? super.save() : this.say("two")
  }
}
