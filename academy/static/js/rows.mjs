// Rows of a form that was made from a schema: after a row was added, moved or taken away, the fields come anew from the page
// that the server answers with, and nothing else moves.
const CONTROL = ":is(input:not([type=hidden]), select, textarea, button):not([tabindex='-1'])"

// Puts the parts of the answered page in the place of those with the same id; false if it is another page.
export function renew(answered, ids, place) {
  const page = new DOMParser().parseFromString(answered, "text/html")
  if (page.querySelector("[data-autosave]")?.dataset.place !== place) return false
  const open = [...document.querySelectorAll("#fields details[open]")].map(nameOf)
  const tried = [...document.querySelectorAll("#fields [data-tried]")].map(({ id, value }) => [id, value])
  for (const id of ids) document.getElementById(id).replaceWith(page.getElementById(id))
  for (const each of document.querySelectorAll("#fields details")) if (open.includes(nameOf(each) || NaN)) each.open = true
  for (const [id, value] of tried) if (document.getElementById(id)) document.getElementById(id).value = value
  const fields = document.getElementById("fields")
  window.htmx?.process(fields)
  fields.dispatchEvent(new CustomEvent("studio:fields", { bubbles: true }))
  return true
}

// To where the work goes on: the new row, the row that was moved, the row that came into the place of one that is gone.
export function goOn(act) {
  const [verb, ...path] = act.split("/")
  const list = document.getElementById(path.join("-"))
  const above = document.getElementById(path.slice(0, -1).join("-"))
  const number = Number(path.at(-1))
  const moved = `${verb}/${path.slice(0, -1).join("/")}/${Math.max(0, number + (verb === "up" ? -1 : 1))}`
  const places = {
    add: () => within(rowsOf(list).at(-1)),
    pick: () => within(list),
    up: () => buttonOf(moved) ?? within(rowsOf(above)[number - 1]),
    down: () => buttonOf(moved) ?? within(rowsOf(above)[number + 1]),
    drop: () => within(rowsOf(above)[number]) ?? within(above),
  }
  show(places[verb]?.() ?? buttonOf(act) ?? within(document.getElementById("fields")))
}

// Opens what an element is folded in.
export function unfold(element) {
  for (let each = element?.closest("details"); each; each = each.parentElement.closest("details")) each.open = true
}

// Several lines that are pasted into an empty new row: the box for several takes them. Gives the button that adds them.
export function several(event) {
  const field = event.target
  const row = field.closest(".row")
  const box = row?.parentElement.querySelector(":scope > .several textarea")
  const lines = event.clipboardData.getData("text").split("\n").filter((line) => line.trim())
  const isNew = box && row === rowsOf(row.parentElement).at(-1) && field.name.endsWith(`-${box.dataset.several}`)
  if (!isNew || field.value || lines.length < 2) return null
  event.preventDefault()
  box.value = lines.join("\n")
  return row.parentElement.querySelector(":scope > button[value^='add/']")
}

function show(control) {
  if (!control) return
  unfold(control)
  control.focus({ preventScroll: true })
  control.scrollIntoView({ block: "nearest" })
}

function within(element) {
  return element?.matches(CONTROL) ? element : element?.querySelector(CONTROL)
}

function rowsOf(list) {
  return [...(list?.querySelectorAll(":scope > .row") ?? [])]
}

function buttonOf(act) {
  return document.querySelector(`button[name=row][value="${CSS.escape(act)}"]`)
}

function nameOf(details) {
  return details.id || details.querySelector("[id]")?.id
}
