// How much of a text came by paste or drop. What was cut or copied from the same field is the writer's own.
const known = new WeakMap() // textarea -> { pieces, own, before }

export function watch(area, before = 0) {
  const seen = { pieces: [], own: new Set(), before }
  known.set(area, seen)
  for (const type of ["copy", "cut"]) area.addEventListener(type, () => seen.own.add(selected(area)))
  area.addEventListener("paste", (event) => take(seen, event.clipboardData))
  area.addEventListener("drop", (event) => take(seen, event.dataTransfer))
  area.addEventListener("dragstart", () => seen.own.add(selected(area)))
}

// Characters of the text as it stands; `before` is what an earlier page had counted.
export function pasted(area) {
  const { pieces, before } = known.get(area) ?? { pieces: [], before: 0 }
  const text = area.value
  const still = pieces.filter((piece) => text.includes(piece)).reduce((sum, piece) => sum + [...piece].length, 0)
  return Math.min(before + still, [...text].length)
}

function take(seen, data) {
  const piece = (data?.getData("text/plain") ?? "").replaceAll("\r\n", "\n").trim()
  if (piece && !seen.own.has(piece)) seen.pieces.push(piece)
}

function selected(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd).trim()
}
