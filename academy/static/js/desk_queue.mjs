// The queue of a desk: rows come, change and go as comments do; what is ticked or has the focus stays.
import { fill, filled } from "./filled_template.mjs"

const WAITING = ["open", "claimed", "escalated"]
const DONE = ["answered", "referred", "merged", "hidden"]

export function makeQueue(desk, words, clock) {
  const { department, queue: which, letsThrough, address, chosen } = desk.dataset
  const list = document.getElementById("queue")
  const count = document.querySelector("[data-count]")
  const newestFirst = which === "all" || which === "done"

  const rowOf = (id) => list.querySelector(`[data-row="${Number(id)}"]`)

  function belongs({ state, department: table }) {
    const ours = !department || table === department
    const waits = WAITING.includes(state)
    const free = (waits && table === null) || (state === "held" && letsThrough)
    const fits = {
      todo: () => (waits && ours) || free,
      ours: () => waits && ours && table !== null,
      free: () => free,
      all: () => state !== null && (state !== "held" || letsThrough),
      done: () => ours && DONE.includes(state),
    }
    return Boolean(state && fits[which]())
  }

  // Shows a comment as it is now; whether it is new here.
  function take(entry) {
    const there = rowOf(entry.id)
    if (!belongs(entry)) {
      if (there) drop(there, entry)
      return false
    }
    if (there) {
      show(there, entry)
      return false
    }
    add(1)
    if (list.children.length < Number(list.dataset.most)) {
      const made = show(filled(document.getElementById("row"), {}), entry)
      newestFirst ? list.prepend(made) : list.append(made)
    }
    return true
  }

  function show(row, entry) {
    const by = entry.claimed_by ?? words.tables[entry.department]
    fill(row, {
      ...entry,
      asked: entry.kind === "follow_up",
      tag: words.languages[entry.language] ?? entry.language,
      how: [words.states[entry.state], by].filter(Boolean).join(" · "),
    })
    Object.assign(row.dataset, { row: entry.id, second: entry.second, allowed: entry.allowed, state: entry.state })
    const link = row.querySelector("[data-link]")
    link.id = `row-${Number(entry.id)}`
    link.href = address.replace("comment=0", `comment=${Number(entry.id)}`)
    const tick = row.querySelector(".queue__tick")
    if (tick) Object.assign(tick, { value: entry.id }).setAttribute("aria-describedby", link.id)
    age(row)
    return row
  }

  // It is somebody else's now, or done: a row that has the focus, or that is at hand, stays until the page is left.
  function drop(row, entry) {
    add(-1)
    if (row.contains(document.activeElement) || row.dataset.row === chosen) return show(row, entry)
    row.remove()
  }

  function add(number) {
    count.textContent = Math.max(0, Number(count.textContent) + number)
    document.querySelector("[data-empty]").hidden = Number(count.textContent) > 0
  }

  function age(row) {
    const { second, allowed, state } = row.dataset
    const waits = state === "held" || WAITING.includes(state)
    const waited = Math.max(0, clock.second() - Number(second))
    row.classList.toggle("queue__row--late", waits && waited >= Number(allowed))
    row.classList.toggle("queue__row--soon", waits && waited < Number(allowed) && waited * 2 >= Number(allowed))
    const told = words.wait.replace("{waited}", Math.floor(waited / 60)).replace("{allowed}", Math.floor(allowed / 60))
    const place = row.querySelector("[data-text=wait]")
    if (place.textContent !== (waits ? told : "")) place.textContent = waits ? told : ""
  }

  // Everything anew: what is ticked stays ticked.
  function replace(entries) {
    const ticked = [...list.querySelectorAll(":checked")].map((each) => each.value)
    const known = entries.filter(belongs)
    list.replaceChildren()
    count.textContent = 0
    for (const entry of known) take(entry)
    for (const each of list.querySelectorAll(".queue__tick")) each.checked = ticked.includes(each.value)
    document.querySelector("[data-empty]").hidden = known.length > 0
  }

  return { take, replace, tick: () => [...list.children].forEach(age) }
}
