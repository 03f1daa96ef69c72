// The page of a task: the text is kept as it is written, and its words are counted.
import * as shelf from "./shelf.mjs"
import { attend, Keeper } from "./keeping.mjs"

class Draft extends Keeper {
  constructor(form, area) {
    super(form, { url: area.dataset.keep, place: `unsent/task/${area.dataset.attempt}`, area })
    this.otherPart = form.querySelector("[data-unsent-other]")
    form.querySelector("[data-unsent-mine]").addEventListener("click", () => this.choose(false))
    form.querySelector("[data-unsent-theirs]").addEventListener("click", () => this.choose(true))
  }

  begin() {
    super.begin()
    // the server has refused a page that had not seen these words: they stay at hand until somebody has chosen
    const refused = document.querySelector(".kept-text textarea")
    if (refused) this.keepAside(refused.value)
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

// Words as the server counts them: what stands between spaces and has a letter or a figure.
const words = (text) => text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

function countWords(area) {
  const shown = document.getElementById(`${area.id}-count`)
  const update = () => {
    const count = words(area.value)
    const over = count > Number(shown.dataset.most ?? Infinity)
    shown.textContent = (over ? shown.dataset.over : shown.dataset.words).replace("{count}", count)
    shown.classList.toggle("field__counter--over", over)
  }
  area.addEventListener("input", update)
  update()
}

const area = document.querySelector("textarea[data-keep]")
if (area) {
  countWords(area)
  const draft = new Draft(area.form, area)
  attend(new Map([[area.form, draft]]))
  draft.begin()
}

// what was submitted has no place on this device any more
const submitted = document.querySelector("[data-submitted]")?.dataset.submitted
if (submitted) for (const place of ["", "/aside"]) shelf.drop(`unsent/task/${submitted}${place}`)
