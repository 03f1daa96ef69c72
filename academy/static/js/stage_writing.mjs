// What a viewer writes is sent without leaving the page, and stays in the box until the server has it.
import * as shelf from "./shelf.mjs"

export function begin(form) {
  return form && new Writing(form)
}

class Writing {
  constructor(form) {
    this.form = form
    this.area = form.elements.text
    this.place = `unsent/${form.action}`
    this.state = form.querySelector(".write__state")
    this.wrong = form.querySelector("[data-wrong]")
    this.part = document.querySelector("[data-waiting]")
    this.area.value ||= shelf.get(this.place) ?? ""
    this.area.addEventListener("input", () => shelf.put(this.place, this.area.value))
    form.addEventListener("submit", (event) => this.send(event))
    document.getElementById("helpful").addEventListener("submit", (event) => this.help(event))
  }

  async send(event) {
    event.preventDefault()
    if (this.sending) return
    this.sending = true
    this.say("", "")
    try {
      const answer = await this.post(this.form.action, new FormData(this.form))
      await this.answered(answer)
    } catch {
      this.say(this.state.dataset.unsent, "")
    }
    this.sending = false
  }

  async answered(answer) {
    const told = await answer.json()
    if (!answer.ok) return this.say("", told.error)
    this.area.value = ""
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
    shelf.drop(this.place)
    this.form.elements.key.value = told.key
    this.say(this.state.dataset.sent, "")
    if (told.held) this.wait(told)
  }

  async help(event) {
    event.preventDefault()
    const button = event.submitter
    const body = new FormData(event.target, button)
    const answer = await this.post(event.target.action, body).catch(() => null)
    if (answer?.ok) button.setAttribute("aria-pressed", "true")
  }

  post(url, body) {
    return fetch(url, { method: "POST", body, headers: { Accept: "application/json" } })
  }

  say(state, wrong) {
    this.state.textContent = state
    this.wrong.textContent = wrong
    this.wrong.hidden = !wrong
    this.area.toggleAttribute("aria-invalid", Boolean(wrong))
  }

  wait({ name, text }) {
    const item = document.createElement("li")
    item.dir = "auto"
    item.dataset.name = name
    item.textContent = text
    this.part.querySelector("ul").append(item)
    this.part.hidden = false
  }

  // A moderator has looked at it.
  letThrough(name) {
    this.part.querySelector(`[data-name="${CSS.escape(name)}"]`)?.remove()
    this.part.hidden = !this.part.querySelector("li")
  }
}
