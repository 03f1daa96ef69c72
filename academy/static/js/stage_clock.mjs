// The clock of a dialogue on the wall: 10:12, and whether it runs.
import { ticking } from "./sitting_clock.mjs"

export class StageClock {
  constructor(element) {
    this.take(element)
    setInterval(() => this.draw(), 1000)
  }

  // The part of the page that shows it, and says how it stands.
  take(element) {
    this.shown = element.querySelector("[data-clock]")
    this.states = [...element.querySelectorAll("[data-state]")]
    const { opens, second, speed } = this.shown.dataset
    this.opens = Number(opens)
    this.clock = ticking({ second: Number(second), speed: Number(speed) })
    this.draw()
  }

  set(told) {
    this.clock.set(told)
    for (const each of this.states) each.hidden = each.dataset.state !== told.state
    this.draw()
  }

  draw() {
    const words = this.hour(this.clock.second())
    if (words !== this.shown.textContent) this.shown.textContent = words
  }

  // What a clock on the wall shows at a second of the dialogue.
  hour(second) {
    const minutes = this.opens + Math.floor(second / 60)
    return [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, "0")).join(":")
  }
}
