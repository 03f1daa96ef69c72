// Words that are selected in a text can be commented on: they join the sentences in the list of the form beside it.
const forms = [...document.querySelectorAll("[data-annotates]")]

// Characters before a place in a text, as Python counts them; the letters of comments are not part of it.
function before(text, node, offset) {
  const range = document.createRange()
  range.setStart(text, 0)
  range.setEnd(node, offset)
  const copy = range.cloneContents()
  for (const label of copy.querySelectorAll("sup")) label.remove()
  return [...copy.textContent].length
}

function selected() {
  const selection = getSelection()
  if (selection.isCollapsed || !selection.rangeCount) return
  const range = selection.getRangeAt(0)
  const within = range.commonAncestorContainer
  const holder = (within.closest ? within : within.parentElement).closest("[data-annotated]")
  if (!holder) return
  const start = before(holder, range.startContainer, range.startOffset)
  const stop = before(holder, range.endContainer, range.endOffset)
  if (start < stop) offer(holder, start, stop)
}

function offer(holder, start, stop) {
  for (const form of forms) {
    if (form.dataset.annotates !== holder.parentElement.id) continue
    const list = form.querySelector("select")
    const span = `${start}-${stop}`
    let option = list.querySelector("[data-selected]")
    if (!option) {
      option = document.createElement("option")
      option.dataset.selected = ""
      list.prepend(option)
    }
    const words = [...plain(holder)].slice(start, stop).join("")
    option.value = span
    option.textContent = form.dataset.chosen.replace("{words}", words.length > 70 ? `${words.slice(0, 70)}…` : words)
    option.selected = true
  }
}

function plain(holder) {
  const copy = holder.cloneNode(true)
  for (const label of copy.querySelectorAll("sup")) label.remove()
  return copy.textContent
}

let waiting
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting)
  waiting = setTimeout(selected, 150)
})
