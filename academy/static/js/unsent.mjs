// What is typed into the panels of a public page and not sent is kept.
import { attend, Keeper } from "./keeping.mjs"

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
  attend(panels)
  return { adopt }
}

class Panel extends Keeper {
  constructor(form, { run, keep }) {
    const { post, reply } = form.elements
    super(form, { url: keep, place: `unsent/${run}/${post?.value ?? ""}`, area: reply })
  }

  get number() {
    return Number(this.fields.number.value)
  }

  get typed() {
    const { action = "", target = "" } = Object.fromEntries(new FormData(this.form))
    return { ...super.typed, action, target }
  }

  restore(local) {
    const chosen = this.form.querySelector(`[name=action][value="${CSS.escape(local.action ?? "")}"]`)
    if (chosen) chosen.checked = true
    chosen?.dispatchEvent(new Event("change", { bubbles: true })) // narrows the targets before one is chosen
    if (this.fields.target && local.target) this.fields.target.value = local.target
    this.form.closest(".panel").open = true
    super.restore(local)
  }

  stored(version, other) {
    this.form.closest(".panel").querySelector("[data-unsent-badge]").hidden = !version
    return super.stored(version, other)
  }

  sent(event) {
    if (!event.submitter?.formAction?.endsWith("/hint")) super.sent(event)
  }
}
