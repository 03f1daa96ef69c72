// The thread of a stage: the newest comment first, answers under it. Rows that are there keep their place on the screen; whoever
// reads further down, or holds new comments, is told how many wait.
import { fill, filled } from "./filled_template.mjs"

const MOST = 200 // comments in the page
const TAGS = { roman_ur: "ur-Latn" } // as browsers know them
const WORDED = ["reply", "correct", "statement"]

export class StageThread {
  constructor(list, clock) {
    Object.assign(this, { list, clock, own: list.dataset.own, waiting: [], count: 0 })
    this.held = false
    this.region = document.getElementById("announcements")
    this.hold = document.querySelector("[data-hold]")
    this.newer = document.querySelector("[data-newer]")
    this.hold.hidden = false
    this.hold.addEventListener("click", () => this.toggle())
    this.newer.addEventListener("click", () => this.showWaiting(true))
    this.index()
  }

  // What is in the page already.
  index() {
    const rows = [...this.list.querySelectorAll("[data-name]")]
    this.rows = new Map(rows.map((row) => [row.dataset.name, row]))
    this.turns = new Map([...this.list.querySelectorAll("[data-turn]")].map((row) => [row.dataset.turn, row]))
  }

  // A comment, new or changed.
  entry(data) {
    const there = this.rows.get(data.name)
    const values = this.valuesOf(data)
    if (there) return this.change(there, values)
    const row = filled(document.getElementById("talk"), values)
    row.id = `entry-${data.name}`
    row.dataset.name = data.name
    row.classList.toggle("talk--follow-up", values.follow_up)
    this.others(row, data.others)
    this.rows.set(data.name, row)
    this.place(row, data.under)
  }

  // What stands under it has words of its own.
  change(row, values) {
    const early = !row.querySelector(":scope > [data-if=early]").hidden
    for (const part of row.querySelectorAll(":scope > :not(.talk__below)")) fill(part, { ...values, early })
  }

  valuesOf(data) {
    return {
      ...data,
      time: this.clock.hour(data.second),
      tag: TAGS[data.language] ?? data.language,
      viewer: data.kind === "viewer",
      follow_up: data.kind === "follow_up",
      mine: this.isOwn(data.name),
    }
  }

  // What a department said or did.
  turn(data) {
    if (data.action === "merge" || this.turns.has(String(data.id))) return
    const template = document.getElementById(WORDED.includes(data.action) ? "said" : "did")
    const early = Boolean(data.on) && !this.rows.has(data.on)
    const kinds = { refer: data.action === "refer", escalate: data.action === "escalate" }
    const words = { correction: data.action === "correct", statement: data.action === "statement" }
    const row = filled(template, { ...data, ...kinds, ...words, early, time: this.clock.hour(data.second) })
    row.id = `turn-${data.id}`
    row.dataset.turn = data.id
    for (const button of row.querySelectorAll("[data-helpful]")) button.value = data.id
    this.turns.set(String(data.id), row)
    this.place(row, data.on)
    if (this.isOwn(data.on)) this.region.textContent = this.list.dataset.answered.replace("{name}", data.called)
  }

  isOwn(name) {
    return Boolean(this.own && name?.startsWith(this.own))
  }

  place(row, under) {
    document.querySelector("[data-none]")?.remove()
    const parent = under && this.rows.get(under)
    if (parent) return parent.querySelector(":scope > .talk__below").append(row)
    if (under) row.querySelector("[data-if=early]")?.removeAttribute("hidden")
    if (this.isAway() && !this.isOwn(row.dataset.name)) return this.wait(row)
    this.list.prepend(row)
    this.cut()
  }

  // Another comment stands for this one now.
  fold({ name, into, others }) {
    const to = this.rows.get(into)
    const below = this.rows.get(name)?.querySelector(":scope > .talk__below")
    if (to && below) to.querySelector(":scope > .talk__below").append(...below.children)
    if (to) this.others(to, others)
    this.remove(name)
  }

  others(row, count) {
    const shown = row.querySelector(":scope > [data-others]")
    const { other, others } = this.list.dataset
    shown.hidden = !count
    shown.textContent = count === 1 ? other : others.replace("{count}", count)
  }

  helpful(id, count) {
    const shown = this.turns.get(String(id))?.querySelector("[data-helps]")
    if (!shown) return
    const { helpsOne, helpsMany } = this.list.dataset
    shown.hidden = !count
    shown.textContent = count === 1 ? helpsOne : helpsMany.replace("{count}", count)
  }

  remove(name) {
    const row = this.rows.get(name)
    if (!row) return
    if (row.contains(document.activeElement)) this.list.focus({ preventScroll: true })
    this.forget(row)
    row.remove()
    if (this.waiting.includes(row)) {
      this.waiting = this.waiting.filter((each) => each !== row)
      this.count -= 1
      this.tellWaiting()
    }
  }

  forget(row) {
    for (const each of [row, ...row.querySelectorAll("[data-name], [data-turn]")]) {
      this.rows.delete(each.dataset.name)
      this.turns.delete(each.dataset.turn)
    }
  }

  // Somebody reads what is further down, uses what is in the list, or wants nothing new.
  isAway() {
    const within = this.list !== document.activeElement && this.list.contains(document.activeElement)
    return this.held || within || this.list.getBoundingClientRect().top < 0
  }

  wait(row) {
    this.waiting.push(row)
    this.count += 1
    if (this.waiting.length > MOST) this.forget(this.waiting.shift())
    this.tellWaiting()
  }

  tellWaiting() {
    const { one, many } = this.newer.dataset
    this.newer.hidden = !this.count
    this.newer.textContent = this.count === 1 ? one : many.replace("{count}", this.count)
  }

  showWaiting(go) {
    this.list.prepend(...this.waiting.reverse())
    this.waiting = []
    this.count = 0
    this.tellWaiting()
    this.cut()
    if (!go) return
    this.list.focus({ preventScroll: true })
    this.list.scrollIntoView({ block: "start" })
  }

  toggle() {
    this.held = !this.held
    this.hold.setAttribute("aria-pressed", this.held)
    if (!this.held) this.showWaiting(false)
  }

  cut() {
    while (this.list.children.length > MOST) {
      this.forget(this.list.lastElementChild)
      this.list.lastElementChild.remove()
    }
  }

  // Change the thread, and leave what somebody looks at where it is on the screen.
  steadily(change) {
    const seen = this.list.getBoundingClientRect().top < 0 ? this.firstSeen() : undefined
    const before = seen?.getBoundingClientRect().top
    change()
    if (seen?.isConnected) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" })
  }

  firstSeen() {
    return [...this.list.children].find((row) => row.getBoundingClientRect().bottom > 0)
  }

  // Everything anew, after a long time away.
  replace({ entries, turns, helpful }) {
    this.list.replaceChildren()
    this.waiting = []
    this.count = 0
    this.tellWaiting()
    this.index()
    const all = [...entries.map((data) => ({ data, take: "entry" })), ...turns.map((data) => ({ data, take: "turn" }))]
    for (const { data, take } of all.sort((one, other) => one.data.second - other.data.second)) this[take](data)
    this.showWaiting(false)
    for (const [id, count] of Object.entries(helpful)) this.helpful(id, count)
  }
}
